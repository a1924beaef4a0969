"""Certificate status (OCSP, RFC 6960): the issuer's word that the seal was not revoked."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import core, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp as questions
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.bundles import unreadable
from petitions.bundles.authority import AuthorityFailed, NeedsAPerson, ask, host_of

CLOCKS_DIFFER = timedelta(minutes=5)
FRESH = timedelta(minutes=15)  # between timestamp and answer, for the DigiDoc library
HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


@dataclass(frozen=True)
class Status:
    """`until` is set for lists: when the next one was due."""

    produced_at: datetime
    responder: x509.Certificate
    until: datetime | None = None

    def was_in_force(self, at: datetime) -> bool:
        """A list, as one that is asked for an answer is only good for its own moment."""
        return self.until is not None and self.produced_at <= at <= self.until


class BadStatus(Exception):
    """An answer that does not show the certificate to be good."""


class Revoked(BadStatus):
    """An answer that says that it was revoked, and since when."""

    def __init__(self, sentence: str, at: datetime | None) -> None:
        super().__init__(sentence)
        self.at = at


def address(certificate: x509.Certificate, configured: str) -> str:
    """The configured responder, or the one that the certificate names."""
    if configured:
        return configured
    try:
        found = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except x509.ExtensionNotFound:
        return ""
    ways = (way for way in found.value if way.access_method == AuthorityInformationAccessOID.OCSP)
    return next((str(way.access_location.value) for way in ways), "")


def fetch(certificate: x509.Certificate, issuer: x509.Certificate, url: str) -> bytes:
    """A fresh, checked answer that our own certificate is good.

    Raises NeedsAPerson when it was revoked, AuthorityFailed for all that may pass.
    """
    nonce = secrets.token_bytes(16)
    answer = _ask_about(certificate, issuer, url, nonce)
    host = {"host": host_of(url)}
    try:
        status = check(answer, certificate, issuer)
    except Revoked as error:
        raise NeedsAPerson(_the_seal_was_revoked(error)) from error
    except BadStatus as error:
        raise AuthorityFailed(str(error)) from error
    basic = ocsp.OCSPResponse.load(answer).basic_ocsp_response["tbs_response_data"]
    if not all(said.endswith(nonce) for said in _nonces(basic)):
        raise AuthorityFailed(_("%(host)s answered a question that we did not ask.") % host)
    until = _about(certificate, issuer, basic["responses"])["next_update"].native
    if now() - status.produced_at > FRESH or (until and until < now()):
        said = _("%(host)s gave an old answer about the certificate of the seal.")
        raise AuthorityFailed(said % host)
    if not _is_in_force(status.responder, status.produced_at):
        raise AuthorityFailed(_("The certificate of %(host)s has ended.") % host)
    return answer


def _the_seal_was_revoked(error: "Revoked") -> str:
    if error.at is None:
        return _("The certificate of the seal was revoked. Order a new one.")
    said = _("The certificate of the seal was revoked on %(day)s. Order a new one.")
    return said % {"day": error.at.date().isoformat()}


def _is_in_force(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def ask_about(certificate: x509.Certificate, issuer: x509.Certificate, url: str) -> bytes:
    """Whatever the responder says, for `check`. Raises AuthorityFailed when it says nothing."""
    return _ask_about(certificate, issuer, url, secrets.token_bytes(16))


def _ask_about(
    certificate: x509.Certificate, issuer: x509.Certificate, url: str, nonce: bytes
) -> bytes:
    question = (
        questions.OCSPRequestBuilder()
        # RFC 6960 responders must know SHA-1 here and nothing else; it protects nothing.
        .add_certificate(certificate, issuer, hashes.SHA1())  # noqa: S303
        .add_extension(x509.OCSPNonce(core.OctetString(nonce).dump()), critical=False)
        .build()
    )
    try:
        return ask(url, question.public_bytes(serialization.Encoding.DER), "ocsp")
    except AuthorityFailed as failure:
        raise AuthorityFailed(
            _("Nobody could tell whether the certificate is still good. %(reason)s")
            % {"reason": failure}
        ) from None


def check(answer: bytes, certificate: x509.Certificate, issuer: x509.Certificate) -> Status:
    """Does this answer, signed for the issuer, say that the certificate is good?"""
    try:
        response = ocsp.OCSPResponse.load(answer)
        if response["response_status"].native != "successful":
            raise BadStatus(_("The certificate status service could not answer."))
        basic = response.basic_ocsp_response
        single = _about(certificate, issuer, basic["tbs_response_data"]["responses"])
        responder = _responder(basic, issuer)
        produced_at: datetime = basic["tbs_response_data"]["produced_at"].native
    except unreadable.ERRORS as error:
        raise BadStatus(_("The certificate status cannot be read or was changed.")) from error
    if single["cert_status"].name != "good":
        if single["cert_status"].name == "revoked":
            said = _("The seal's certificate is not good: it was revoked.")
            raise Revoked(said, single["cert_status"].chosen["revocation_time"].native)
        raise BadStatus(_("The seal's certificate is not good: its issuer does not know it."))
    if single["this_update"].native > produced_at + CLOCKS_DIFFER:
        raise BadStatus(_("The certificate status is about another time."))
    return Status(produced_at, responder)


def is_asked_about(signed: bytes, answer: bytes) -> bool:
    """Whether the question bore a digest of these bytes (BDOC 2.1, 6.1: the nonce)."""
    try:
        basic = ocsp.OCSPResponse.load(answer).basic_ocsp_response
        nonces = _nonces(basic["tbs_response_data"])
    except unreadable.ERRORS:
        return False
    digests = tuple(_hash(algorithm, signed) for algorithm in HASHES.values())
    return any(nonce.endswith(digests) for nonce in nonces)


def _nonces(told: ocsp.ResponseData) -> list[bytes]:
    extensions = told["response_extensions"].native and told["response_extensions"]
    return [e["extn_value"].contents for e in extensions or () if e["extn_id"].native == "nonce"]


def _about(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    answers: Sequence[ocsp.SingleResponse],
) -> ocsp.SingleResponse:
    """The answer about this certificate of this issuer, not about a namesake's."""
    issuing = asn1_x509.Certificate.load(issuer.public_bytes(serialization.Encoding.DER))
    name, key = issuing.subject.dump(), bytes(issuing.public_key["public_key"])
    for single in answers:
        named = single["cert_id"]
        algorithm = _named_hash(named["hash_algorithm"]["algorithm"].native)
        if (
            named["serial_number"].native == certificate.serial_number
            and named["issuer_name_hash"].native == _hash(algorithm, name)
            and named["issuer_key_hash"].native == _hash(algorithm, key)
        ):
            return single
    raise BadStatus(_("The certificate status is about another certificate."))


def _responder(basic: ocsp.BasicOCSPResponse, issuer: x509.Certificate) -> x509.Certificate:
    """Who signed the answer: the issuer, or somebody whom the issuer named for it."""
    certificates = [x509.load_der_x509_certificate(c.dump()) for c in basic["certs"] or ()]
    for candidate in (issuer, *certificates):
        if _has_signed(candidate, basic):
            if candidate != issuer:
                _must_speak_for(candidate, issuer)
            return candidate
    raise BadStatus(_("The certificate status was not signed by the issuer."))


def _must_speak_for(responder: x509.Certificate, issuer: x509.Certificate) -> None:
    responder.verify_directly_issued_by(issuer)
    try:
        usage = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    if ExtendedKeyUsageOID.OCSP_SIGNING not in usage:
        raise BadStatus(_("The certificate status was signed by somebody who may not."))


def _has_signed(candidate: x509.Certificate, basic: ocsp.BasicOCSPResponse) -> bool:
    content = basic["tbs_response_data"].dump()
    signature = basic["signature"].native
    algorithm = HASHES[basic["signature_algorithm"].hash_algo]
    key = candidate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, padding.PKCS1v15(), algorithm)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _named_hash(name: str) -> hashes.HashAlgorithm:
    return hashes.SHA1() if name == "sha1" else HASHES[name]  # noqa: S303 (a name, not a proof)


def _hash(algorithm: hashes.HashAlgorithm, content: bytes) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(content)
    return digest.finalize()
