"""Timestamps (RFC 3161): a third party's word that the signature existed at a moment."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.utils.timezone import now
from django.utils.translation import gettext as _
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    validate_sig_integrity,
)

from petitions.bundles import algorithms, unreadable
from petitions.bundles.authority import AuthorityFailed, ask, host_of
from petitions.bundles.flaw import Flaw
from petitions.signing.qualified.trust import TrustStore
from petitions.signing.qualified.trusted_lists import TIMESTAMPS

GRANTED = {"granted", "granted_with_mods"}
DIGESTS = {"sha256", "sha384", "sha512"}
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True)
class Timestamp:
    at: datetime
    by: x509.Certificate
    issuers: tuple[x509.Certificate, ...]


class BadTimestamp(Exception):
    """A token that does not say what it should."""


def fetch(
    digest: bytes,
    urls: Sequence[str],
    trust: TrustStore | None = None,
    *,
    algorithm: str = "sha256",
) -> bytes:
    """A checked token over a digest (by one of `DIGESTS`) from the first service that gives one.

    With a trust store a service that it does not know is passed over, too. Raises AuthorityFailed
    with what each of them did.
    """
    failures = []
    for url in urls:
        try:
            return _fetch(digest, algorithm, url, trust)
        except AuthorityFailed as failure:
            failures.append(str(failure))
    reason = " ".join(failures) or _("No timestamp service is set up.")
    raise AuthorityFailed(_("No timestamp could be had. %(reason)s") % {"reason": reason})


def check(token: bytes, digest: bytes) -> Timestamp:
    """Is this token whole, and about this SHA-256 digest? Trust is the caller's question.

    Raises BadTimestamp, or Flaw for algorithms that we do not check.
    """
    return check_digest(token, "sha256", digest)


def check_digest(token: bytes, algorithm: str, digest: bytes) -> Timestamp:
    """The same for a digest by another algorithm, one of `DIGESTS`."""
    return _check(token, lambda stamped: digest if stamped == algorithm in DIGESTS else b"")


def check_content(token: bytes, content: bytes) -> Timestamp:
    """The same, whichever digest of the content was stamped."""
    return _check(token, lambda algorithm: _hashed(algorithm, content))


def check_made(token: bytes, digest: Callable[[str], bytes]) -> Timestamp:
    """The same about what the caller hashes by the algorithm that the token names."""
    return _check(token, digest)


def _check(token: bytes, stamped: Callable[[str], bytes]) -> Timestamp:
    try:
        signed = cms.ContentInfo.load(token)["content"]
        inside = signed["encap_content_info"]
        told = inside["content"].parsed
        certificates = extract_certs_for_validation(signed)
        by = x509.load_der_x509_certificate(certificates.signer_cert.dump())
        algorithms.must_be_ours(signed["signer_infos"][0], by)
        algorithms.must_be_known(told["message_imprint"]["hash_algorithm"]["algorithm"].dotted)
        intact, valid = validate_sig_integrity(
            extract_signer_info(signed),
            certificates.signer_cert,
            expected_content_type="tst_info",
            actual_digest=_digest(signed["signer_infos"][0], bytes(inside["content"])),
        )
        is_ours = _is_about(told["message_imprint"], stamped)
        stamp = Timestamp(
            told["gen_time"].native,
            by,
            tuple(x509.load_der_x509_certificate(c.dump()) for c in certificates.other_certs),
        )
    except unreadable.ERRORS as error:
        raise BadTimestamp(_("The timestamp cannot be read.")) from error
    if not (intact and valid and is_ours):
        raise BadTimestamp(_("The timestamp is about something else or was changed."))
    if not _may_stamp(stamp.by):
        raise BadTimestamp(_("The timestamp was signed by somebody who may not."))
    return stamp


def _is_about(imprint: tsp.MessageImprint, stamped: Callable[[str], bytes]) -> bool:
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    return bool(imprint["hashed_message"].native == stamped(algorithm))


def _fetch(digest: bytes, algorithm: str, url: str, trust: TrustStore | None) -> bytes:
    question = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": algorithm},
                "hashed_message": digest,
            },
            "nonce": int.from_bytes(secrets.token_bytes(8), "big"),
            "cert_req": True,
        }
    )
    raw = ask(url, question.dump(), "timestamp")
    host = {"host": host_of(url)}
    try:
        if _status(raw) not in GRANTED:
            raise AuthorityFailed(_("%(host)s refused to give a timestamp.") % host)
        token = tsp.TimeStampResp.load(raw)["time_stamp_token"]
        told = token["content"]["encap_content_info"]["content"].parsed
        if not _is_about(told["message_imprint"], lambda _algorithm: digest):
            said = _("%(host)s stamped something else than what it was given.")
            raise AuthorityFailed(said % host)
        if told["nonce"].native != question["nonce"].native:
            raise AuthorityFailed(_("%(host)s answered a question that we did not ask.") % host)
        stamp = check_digest(token.dump(), algorithm, digest)
    except (ValueError, TypeError, KeyError, BadTimestamp, Flaw) as error:
        raise AuthorityFailed(_("%(host)s gave no usable timestamp.") % host) from error
    _must_count_today(stamp, host, trust)
    return bytes(token.dump())


def _must_count_today(stamp: Timestamp, host: dict[str, str], trust: TrustStore | None) -> None:
    """Later readers ask the same; by then nobody could get another one."""
    if abs(stamp.at - now()) > CLOCKS_DIFFER:
        raise AuthorityFailed(_("The clock of %(host)s and ours differ: look at both.") % host)
    if not stamp.by.not_valid_before_utc <= stamp.at <= stamp.by.not_valid_after_utc:
        raise AuthorityFailed(_("The certificate of %(host)s has ended.") % host)
    kinds = frozenset({TIMESTAMPS})
    if trust and not trust.vouches_for(stamp.by, stamp.issuers, kinds, at=stamp.at):
        said = _("%(host)s stamps with a certificate that TRUST_STORE does not know.")
        raise AuthorityFailed(said % host)


def _status(answer: bytes) -> str:
    """A refusal carries no token, which asn1crypto's own structure does not know."""
    told = tsp.PKIStatusInfo.load(core.Sequence.load(answer)[0].dump())
    return str(told["status"].native)


def _digest(signer: cms.SignerInfo, content: bytes) -> bytes:
    return _hashed(signer["digest_algorithm"]["algorithm"].native, content)


def _hashed(algorithm: str, content: bytes) -> bytes:
    if algorithm not in DIGESTS:
        raise ValueError(algorithm)
    return hashlib.new(algorithm, content).digest()


def _may_stamp(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage
