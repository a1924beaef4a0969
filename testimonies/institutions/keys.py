"""Public keys of institutions: age, or the certificate of a body that opens files in DigiDoc4.

Which kind it is, the key itself tells: ``age1…``, or PEM of an X.509 certificate with a key that
CDOC2 encrypts to (P-384, or RSA of at least 2048 bits).
"""

from __future__ import annotations

import pyrage
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils.timezone import now
from django.utils.translation import gettext as _

PEM = "-----BEGIN CERTIFICATE-----"
SHORTEST_RSA = 2048


class NotAKey(ValueError):
    """What was given is not such a key; the message says why."""


def is_certificate(key: str) -> bool:
    return key.startswith(PEM)


def check(key: str) -> None:
    """Raises NotAKey unless files can be encrypted to it today."""
    if is_certificate(key):
        if certificate(key).not_valid_after_utc < now():
            raise NotAKey(_("This certificate has ended."))
        return
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        said = _("This is not a public key of age (age1…), and no certificate in PEM.")
        raise NotAKey(said) from error


def certificate(key: str) -> x509.Certificate:
    """Raises NotAKey when it is none, or one to which CDOC2 does not encrypt."""
    try:
        found = x509.load_pem_x509_certificate(key.encode())
        public = found.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NotAKey(_("This certificate cannot be read.")) from error
    is_curve = isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name == "secp384r1"
    if is_curve or (isinstance(public, rsa.RSAPublicKey) and public.key_size >= SHORTEST_RSA):
        return found
    raise NotAKey(_("DigiDoc encrypts to certificates with a P-384 or an RSA key only."))
