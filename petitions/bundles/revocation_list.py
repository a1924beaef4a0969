"""Lists of revoked certificates (CRL, RFC 5280): what the issuer said of all of them at once."""

from __future__ import annotations

from cryptography import x509
from cryptography.x509.oid import CRLEntryExtensionOID, ExtensionOID
from django.utils.translation import gettext as _

from petitions.bundles import revocation, unreadable
from petitions.bundles.revocation import BadStatus, Revoked, Status

#: Extensions that we read, or that change nothing when they are critical.
UNDERSTOOD = frozenset(
    {
        ExtensionOID.ISSUING_DISTRIBUTION_POINT,
        ExtensionOID.CRL_NUMBER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    }
)


def check(raw: bytes, certificate: x509.Certificate, issuer: x509.Certificate) -> Status:
    """Does this list of the issuer leave the certificate out? Raises BadStatus or Revoked.

    The list speaks of the moment when it was made; `until` is when the next one was due.
    """
    try:
        found = x509.load_der_x509_crl(raw)
        _must_be_complete(found, certificate, issuer)
        entry = found.get_revoked_certificate_by_serial_number(certificate.serial_number)
    except unreadable.ERRORS as error:
        raise BadStatus(_("The certificate status cannot be read or was changed.")) from error
    if entry is not None and not _was_taken_off(entry):
        said = _("The seal's certificate is not good: it was revoked.")
        raise Revoked(said, entry.revocation_date_utc)
    return Status(found.last_update_utc, issuer, until=found.next_update_utc)


def _must_be_complete(
    found: x509.CertificateRevocationList,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
) -> None:
    """Signed by the issuer itself, with a digest of ours, and about certificates such as this."""
    if found.issuer != issuer.subject or not _may_sign_lists(issuer):
        raise BadStatus(_("The certificate status is about another certificate."))
    digest = found.signature_hash_algorithm
    if digest is None or digest.name not in revocation.HASHES:
        raise BadStatus(_("The certificate status cannot be read or was changed."))
    if not found.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]
        raise BadStatus(_("The certificate status was not signed by the issuer."))
    for extension in found.extensions:
        is_partial = extension.oid == ExtensionOID.DELTA_CRL_INDICATOR
        if is_partial or (extension.critical and extension.oid not in UNDERSTOOD):
            raise BadStatus(_("The certificate status is about another certificate."))
        if isinstance(extension.value, x509.IssuingDistributionPoint):
            _must_be_about(extension.value, certificate)


def _must_be_about(part: x509.IssuingDistributionPoint, certificate: x509.Certificate) -> None:
    """SECURITY: a list of a part says nothing of certificates that belong to another one."""
    is_other = (
        part.only_contains_ca_certs
        or part.only_contains_attribute_certs
        or part.indirect_crl
        or part.only_some_reasons
        or part.relative_name
    )
    named = set(part.full_name or ())
    if is_other or (named and not named & _places(certificate)):
        raise BadStatus(_("The certificate status is about another certificate."))


def _places(certificate: x509.Certificate) -> set[x509.GeneralName]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return set()
    return {name for point in points for name in point.full_name or ()}


def _may_sign_lists(issuer: x509.Certificate) -> bool:
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


def _was_taken_off(entry: x509.RevokedCertificate) -> bool:
    try:
        reason = entry.extensions.get_extension_for_oid(CRLEntryExtensionOID.CRL_REASON).value
    except x509.ExtensionNotFound:
        return False
    return isinstance(reason, x509.CRLReason) and reason.reason == x509.ReasonFlags.remove_from_crl
