"""The value of an XML signature: RSA (PKCS#1 and PSS) and ECDSA, with SHA-2."""

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from django.utils.translation import gettext as _

from petitions.bundles import algorithms
from petitions.bundles.flaw import Flaw
from petitions.bundles.revocation import HASHES

METHODS: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    f"http://www.w3.org/2001/04/xmldsig-more#{kind}-{name}": (kind, algorithm)
    for kind in ("rsa", "ecdsa")
    for name, algorithm in HASHES.items()
} | {
    f"http://www.w3.org/2007/05/xmldsig-more#{name}-rsa-MGF1": ("pss", algorithm)
    for name, algorithm in HASHES.items()
}


def check(certificate: x509.Certificate, method: str, value: bytes, signed: bytes) -> None:
    if method not in METHODS:
        raise algorithms.flaw_of_address(method)
    digest = hashes.Hash(METHODS[method][1])
    digest.update(signed)
    check_digest(certificate, method, value, digest.finalize())


def check_digest(certificate: x509.Certificate, method: str, value: bytes, signed: bytes) -> None:
    """The same when only the digest of what was signed is at hand."""
    kind, plain = METHODS[method]
    algorithm = utils.Prehashed(plain)
    key = certificate.public_key()
    try:
        if kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            half = len(value) // 2
            numbers = (int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
            key.verify(utils.encode_dss_signature(*numbers), signed, ec.ECDSA(algorithm))
        elif kind == "pss" and isinstance(key, rsa.RSAPublicKey):
            mask = padding.MGF1(plain)
            key.verify(value, signed, padding.PSS(mask, plain.digest_size), algorithm)
        elif kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), algorithm)
        else:
            raise Flaw(_("The signature was made in a way that we do not accept."))
    except InvalidSignature as error:
        said = _("The signature does not fit: it or what it covers was changed.")
        raise Flaw(said, "changed") from error
