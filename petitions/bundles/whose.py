"""Whose seal is on a bundle, and whether it is the one that a reader expects.

A chain says that some issuer vouches for a name; which certificate is ours only we can say.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.utils.translation import gettext as _

from petitions.bundles import issuing
from petitions.bundles.signature_check import Checked


def notes(signatures: Sequence[Checked]) -> list[str]:
    """Every certificate by its fingerprint, to be compared with one that came another way."""
    said = _("The certificate of %(who)s, by its SHA-256: %(fingerprint)s")
    return [
        said % {"who": each.signer, "fingerprint": fingerprint(each.certificate)}
        for each in signatures
    ]


def problem(signatures: Sequence[Checked], expected: Path) -> str:
    """Why the expected seal is not there; empty where it is.

    `expected` holds one or more certificates, PEM or DER: a seal is renewed every few years, and
    any of them will do. SECURITY: each signature covers every file, so any of them may be ours.
    """
    try:
        known = _certificates(expected.read_bytes())
    except OSError:
        return f"{expected.name}: {_('The file cannot be read.')}"
    if not known:
        return _("“%(name)s” holds no certificate of a seal.") % {"name": expected.name}
    if any(checked.certificate in known for checked in signatures):
        return ""
    said = _("The seal is not the expected one: it is of %(who)s, and “%(name)s” is of %(other)s.")
    return said % {
        "who": " + ".join(each.signer for each in signatures),
        "name": expected.name,
        "other": " + ".join(issuing.name_of(certificate) for certificate in known),
    }


def _certificates(content: bytes) -> list[x509.Certificate]:
    try:
        if content.lstrip().startswith(b"-----"):
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except ValueError:
        return []


def fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()
