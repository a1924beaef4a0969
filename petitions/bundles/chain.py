"""Does a certificate lead to one that the reader trusts? (RFC 5280 path building, no network.)"""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)


def leads_to_trust(
    certificate: x509.Certificate,
    issuers: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    *,
    at: datetime,
) -> bool:
    """At that moment every certificate on the way was valid and the last one is a root."""
    builder = PolicyBuilder().store(Store(list(roots))).time(at)
    builder = builder.extension_policies(ca_policy=_issuer(), ee_policy=_anything())
    try:
        builder.build_client_verifier().verify(certificate, list(issuers))
    except VerificationError:
        return False
    return True


def _issuer() -> ExtensionPolicy:
    return (
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, None)
        .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _may_issue)
    )


def _anything() -> ExtensionPolicy:
    """Seals, timestamps and OCSP responders: their usage is checked where they are used."""
    return ExtensionPolicy.permit_all()


def _may_issue(
    _policy: Policy, _certificate: x509.Certificate, usage: x509.KeyUsage | None
) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("not a certificate that may issue others")
