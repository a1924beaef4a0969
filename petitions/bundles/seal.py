"""Sealing: the association's electronic seal over a container, lasting where a third party helps.

Level B is the bare signature. With a timestamp service and the status of the certificate it
becomes B-LT, which proves itself years later and is the least that DigiDoc calls valid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.bundles import asice, revocation, timestamp, token, xades
from petitions.bundles.asice import Member, Reference
from petitions.bundles.authority import NeedsAPerson
from petitions.bundles.stored_zip import Entry
from petitions.bundles.token import Token
from petitions.bundles.xades import SignDigest
from petitions.signing.qualified import trust
from petitions.signing.qualified.trust import TrustStore

SHA256 = hashes.SHA256()


class SealUnusable(NeedsAPerson):
    """The seal is missing, locked, ended, revoked, or not one that we can use."""


@dataclass(frozen=True)
class Signer:
    """Whoever can sign a digest: a key in a file, a token, or a seal kept elsewhere."""

    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]  # the issuing certificate first
    sign: SignDigest


@dataclass(frozen=True)
class Authorities:
    """The services that make a seal last."""

    tsa_urls: tuple[str, ...]
    ocsp_url: str = ""  # empty: the one that the certificate names
    trust: TrustStore | None = None  # None: any timestamp service will do


def configured_signer() -> Signer:
    device = token.configured()
    if device is not None:
        return signer_from_token(device, settings.SEAL_CHAIN)
    if settings.SEAL_P12 is None:
        raise SealUnusable(_("There is no seal: SEAL_P12 is not set."))
    return signer_from_p12(settings.SEAL_P12, settings.SEAL_P12_PASSWORD)


def signer_from_token(device: Token, chain: Path | None, *, by_hand: bool = False) -> Signer:
    """`chain` is a PEM file: the certificate of the seal first, then its issuers.

    Nothing is asked of the device before it has to sign.
    """
    if chain is None:
        raise SealUnusable(_("SEAL_CHAIN is not set: it names the certificates of the device."))
    try:
        own, *others = x509.load_pem_x509_certificates(chain.read_bytes())
    except (OSError, ValueError) as error:
        raise SealUnusable(_("SEAL_CHAIN holds no certificate that can be read.")) from error

    def sign(digest: bytes) -> bytes:
        return token.sign(device, own, digest, by_hand=by_hand)

    return Signer(own, _issuers(own, others), sign)


def configured_authorities() -> Authorities | None:
    """None when no timestamp service is set up; ``TSA_URL`` may name several, first one first."""
    urls = tuple(settings.TSA_URL.split())
    return Authorities(urls, settings.OCSP_URL, _configured_trust()) if urls else None


def configured_level() -> str:
    """What a seal made now would be."""
    return "B-LT" if settings.TSA_URL.split() else "B"


def _configured_trust() -> TrustStore | None:
    if settings.TRUST_STORE is None:
        return None
    try:
        return trust.load(settings.TRUST_STORE)
    except trust.Unusable as problem:
        said = _("TRUST_STORE cannot be believed, so no timestamp service can be trusted.")
        raise SealUnusable(said) from problem


def signer_from_p12(path: Path, password: str) -> Signer:
    try:
        opened = pkcs12.load_pkcs12(path.read_bytes(), password.encode())
    except OSError as error:
        raise SealUnusable(_("The file of the seal cannot be read.")) from error
    except ValueError:
        # SECURITY: no chained error, since it could repeat what it tried to parse.
        raise SealUnusable(_("The seal does not open with its password.")) from None
    key = opened.key
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or not opened.cert:
        raise SealUnusable(_("The file of the seal holds no usable key with its certificate."))
    certificate = opened.cert.certificate
    others = [other.certificate for other in opened.additional_certs]
    return Signer(certificate, _issuers(certificate, others), _sign_with(key))


def write(
    target: Path, members: Sequence[Member], signer: Signer, authorities: Authorities | None
) -> list[Entry]:
    """Seal the members into one container: level B-LT, or B when there are no authorities."""

    def sign(references: Sequence[Reference]) -> bytes:
        signature = xades.baseline(references, signer.certificate, signer.sign)
        if authorities is None:
            xades.add_issuers(signature, signer.issuers)
        else:
            _make_lasting(signature, signer, authorities)
        return xades.document(signature)

    return asice.write(target, members, sign)


def must_be_good(signer: Signer, authorities: Authorities | None) -> None:
    """Before anything is made, and any timestamp paid for: may this seal be used today?"""
    starts, ends = signer.certificate.not_valid_before_utc, signer.certificate.not_valid_after_utc
    if ends < now():
        raise SealUnusable(
            _("The certificate of the seal ended on %(day)s. Order a new one.")
            % {"day": _day(ends)}
        )
    if starts > now():
        raise SealUnusable(
            _("The certificate of the seal is good from %(day)s on only.") % {"day": _day(starts)}
        )
    if authorities is not None:
        status_of(signer, authorities)


def _make_lasting(signature: xades.Element, signer: Signer, authorities: Authorities) -> None:
    # In this order and at once: DigiDoc wants the status at most 15 minutes after the timestamp.
    digest = xades.digest_to_stamp(signature)
    xades.add_timestamp(
        signature, timestamp.fetch(digest, authorities.tsa_urls, authorities.trust)
    )
    status = status_of(signer, authorities)
    xades.add_issuers(signature, signer.issuers)
    xades.add_status(signature, status)


def status_of(signer: Signer, authorities: Authorities) -> bytes:
    """A fresh answer of OCSP that the certificate of the seal is good."""
    if not signer.issuers:
        raise SealUnusable(_("The seal's file lacks the certificate of its issuer."))
    url = revocation.address(signer.certificate, authorities.ocsp_url)
    if not url:
        raise SealUnusable(_("Nobody can say whether the seal is still good: set OCSP_URL."))
    return revocation.fetch(signer.certificate, signer.issuers[0], url)


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _sign_with(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> SignDigest:
    if isinstance(key, rsa.RSAPrivateKey):
        return lambda digest: key.sign(digest, padding.PKCS1v15(), utils.Prehashed(SHA256))
    return lambda digest: _curve_value(key, digest)


def _curve_value(key: ec.EllipticCurvePrivateKey, digest: bytes) -> bytes:
    """XML signatures hold both numbers side by side, not in DER (RFC 4051)."""
    size = (key.key_size + 7) // 8
    signed = key.sign(digest, ec.ECDSA(utils.Prehashed(SHA256)))
    return b"".join(number.to_bytes(size, "big") for number in utils.decode_dss_signature(signed))


def _issuers(
    certificate: x509.Certificate, others: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """The chain in order, whatever order the file has."""
    chain: list[x509.Certificate] = []
    current = certificate
    while found := [o for o in others if o.subject == current.issuer and o not in chain]:
        current = found[0]
        chain.append(current)
    return tuple(chain)
