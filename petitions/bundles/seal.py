"""Sealing: the association's electronic seal over a container, lasting where a third party helps.

Level B is the bare signature. With a timestamp service and the status of the certificate it
becomes B-LT, which proves itself years later and is the least that DigiDoc calls valid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.utils.translation import gettext as _

from petitions.bundles import asice, revocation, timestamp, xades
from petitions.bundles.asice import Member, Reference
from petitions.bundles.stored_zip import Entry
from petitions.bundles.xades import SignDigest
from testimonies.errors import Refusal

SHA256 = hashes.SHA256()


class SealUnusable(Refusal):
    """The seal is missing, locked, or not one that we can use."""


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


def configured_signer() -> Signer:
    if settings.SEAL_P12 is None:
        raise SealUnusable(_("There is no seal: SEAL_P12 is not set."))
    return signer_from_p12(settings.SEAL_P12, settings.SEAL_P12_PASSWORD)


def configured_authorities() -> Authorities | None:
    """None when no timestamp service is set up; ``TSA_URL`` may name several, first one first."""
    urls = tuple(settings.TSA_URL.split())
    return Authorities(urls, settings.OCSP_URL) if urls else None


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


def _make_lasting(signature: xades.Element, signer: Signer, authorities: Authorities) -> None:
    if not signer.issuers:
        raise SealUnusable(_("The seal's file lacks the certificate of its issuer."))
    issuer = signer.issuers[0]
    url = revocation.address(signer.certificate, authorities.ocsp_url)
    if not url:
        raise SealUnusable(_("Nobody can say whether the seal is still good: set OCSP_URL."))
    # In this order and at once: DigiDoc wants the status at most 15 minutes after the timestamp.
    token = timestamp.fetch(xades.digest_to_stamp(signature), authorities.tsa_urls)
    xades.add_timestamp(signature, token)
    status = revocation.fetch(signer.certificate, issuer, url)
    xades.add_issuers(signature, signer.issuers)
    xades.add_status(signature, status)


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
