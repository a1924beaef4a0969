"""Who holds a certificate, and is it one for qualified signatures?

Names and codes as EN 319 412-1 and -2 write them, qualified statements as EN 319 412-5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from asn1crypto import core
from cryptography import x509
from cryptography.x509.oid import NameOID

from petitions.signing import personal_codes
from petitions.signing.qualified.reasons import Reason, Wrong

STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
COMPLIANT = "0.4.0.1862.1.1"
ON_A_DEVICE = "0.4.0.1862.1.4"
OF_TYPE = "0.4.0.1862.1.6"
FOR_SIGNATURES = "0.4.0.1862.1.6.1"
FOR_SEALS = "0.4.0.1862.1.6.2"
ORGANISATION = x509.ObjectIdentifier("2.5.4.97")

#: The kind of number, the country that gave it, the number (EN 319 412-1, 5.1.3).
SEMANTIC = re.compile(r"(PNO|TIN|TAX|IDC|PAS)([A-Z]{2})-(.+)")
#: Numbers that a person keeps for life. Those of documents change with each document.
FOR_LIFE = frozenset({"PNO", "TIN", "TAX"})


@dataclass(frozen=True)
class Holder:
    """`code` belongs to the person in `country`; empty where the certificate names a document."""

    name: str
    code: str
    country: str
    identity: str
    birth_date: date | None


def of(certificate: x509.Certificate) -> Holder:
    """The person behind a certificate. Raises `Wrong` where there is none."""
    given, surname = _one(certificate, NameOID.GIVEN_NAME), _one(certificate, NameOID.SURNAME)
    found = SEMANTIC.fullmatch(_one(certificate, NameOID.SERIAL_NUMBER).strip().upper())
    if not (given and surname and found):
        raise Wrong(Reason.NO_PERSON)
    kind, country, number = found.groups()
    plain = re.sub(r"[^0-9A-Z]", "", number)
    lasts = kind in FOR_LIFE
    return Holder(
        name=f"{given} {surname}",
        code=plain if lasts else "",
        country=country,
        identity=f"{country}:{plain}" if lasts else f"{country}:{kind}:{plain}",
        birth_date=_birth_date(country, plain) if lasts else None,
    )


def must_be_for_signatures(certificate: x509.Certificate) -> None:
    """Qualified, of a person, on a qualified device, and made for signing. Or `Wrong`."""
    told = statements(certificate)
    if _is_trusted_profile(certificate):
        raise Wrong(Reason.TRUSTED_PROFILE)
    if FOR_SEALS in told or _is_of_an_organisation(certificate):
        raise Wrong(Reason.SEAL)
    if not _is_for_signing(certificate):
        raise Wrong(Reason.NOT_FOR_SIGNING)
    if COMPLIANT not in told or (OF_TYPE in told and FOR_SIGNATURES not in told):
        raise Wrong(Reason.NOT_QUALIFIED)
    if ON_A_DEVICE not in told:
        raise Wrong(Reason.NO_DEVICE)


def statements(certificate: x509.Certificate) -> frozenset[str]:
    """Every identifier that the qualified statements name, those of their details included."""
    try:
        found = certificate.extensions.get_extension_for_oid(STATEMENTS).value
    except x509.ExtensionNotFound:
        return frozenset()
    raw = found.value if isinstance(found, x509.UnrecognizedExtension) else b""
    return frozenset(_identifiers(raw))


def says_test(certificate: x509.Certificate) -> bool:
    names = f"{certificate.subject.rfc4514_string()} {certificate.issuer.rfc4514_string()}"
    return re.search(r"\btest\b", names, re.IGNORECASE) is not None


def _identifiers(raw: bytes) -> Iterator[str]:
    """Statements are sequences that begin with an identifier; of details the kinds alone count."""
    try:
        for statement in core.SequenceOf.load(raw, spec=core.Any):
            parts = core.SequenceOf.load(statement.dump(), spec=core.Any)
            name = core.ObjectIdentifier.load(parts[0].dump()).dotted
            yield name
            if name == OF_TYPE:
                for kind in core.SequenceOf.load(parts[1].dump(), spec=core.Any):
                    yield core.ObjectIdentifier.load(kind.dump()).dotted
    except (ValueError, TypeError, IndexError):
        return


def _is_for_signing(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return usage.content_commitment


def _is_of_an_organisation(certificate: x509.Certificate) -> bool:
    has_organisation = bool(_one(certificate, ORGANISATION))
    return has_organisation and not _one(certificate, NameOID.SURNAME)


def _is_trusted_profile(certificate: x509.Certificate) -> bool:
    return "podpis zaufany" in certificate.subject.rfc4514_string().casefold()


def _one(certificate: x509.Certificate, name: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(name)
    return " ".join(str(found[0].value).split()) if len(found) == 1 else ""


def _birth_date(country: str, code: str) -> date | None:
    tidy = personal_codes.tidy(country, code)
    return personal_codes.birth_date(country, tidy) if tidy else None
