"""Who issued a certificate, among those that are at hand."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from django.utils.translation import gettext as _

from petitions.bundles import unreadable
from petitions.bundles.flaw import Flaw


def issuer_of(
    certificate: x509.Certificate, candidates: Sequence[x509.Certificate]
) -> x509.Certificate:
    """The one whose name and key it bears: an issuer with a new key keeps its name."""
    for candidate in candidates:
        if candidate.subject == certificate.issuer and has_issued(candidate, certificate):
            return candidate
    raise Flaw(_("The certificate of the issuer is missing."), "unknown_issuer")


def has_issued(candidate: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(candidate)
    except unreadable.ERRORS:
        return False
    return True


def name_of(certificate: x509.Certificate) -> str:
    """What a certificate calls its owner."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
