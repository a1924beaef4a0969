"""Whom we trust to say who somebody is, and whether those answer whom we ask about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.utils.timezone import now

from config.doctor.doors import answers
from config.doctor.finding import Finding, missing, well, wrong
from petitions.signing.qualified import trust
from petitions.signing.qualified.trust import TrustStore

TRUST, ASKED = "trust store", "timestamps"


def the_trust_store() -> Iterator[Finding]:
    """Read as a worker reads it before it judges a signed file."""
    place = settings.TRUST_STORE
    if place is None:
        yield missing(TRUST, "TRUST_STORE is not set: no qualified signature counts yet.")
    elif not place.exists() or (place.is_dir() and not any(place.iterdir())):
        yield wrong(TRUST, "TRUST_STORE names nothing that is there, or an empty folder.")
    else:
        yield from _read(place)


def the_services_asked() -> Iterator[Finding]:
    """Those who say whether a certificate still holds, and who stamp the time."""
    for name, address, why in (
        ("TSA_URL", settings.TSA_URL, "seals get no time, and bundles wait"),
        ("OCSP_URL", settings.OCSP_URL, "signed files without the issuer's word wait"),
    ):
        silent = [each for each in address.split() if not answers(each)]
        if silent and len(silent) == len(address.split()):
            yield wrong(ASKED, f"Nobody answers at {name}: {why}.")
        elif silent:
            hosts = ", ".join(urlsplit(each).hostname or each for each in silent)
            yield missing(ASKED, f"Nobody answers at {hosts} of {name}; another is asked.")
        elif address:
            yield well(ASKED, f"{name} answers")


def _read(place: Path) -> Iterator[Finding]:
    try:
        store = trust.load(place)
    except trust.Unusable as problem:
        yield wrong(TRUST, f"TRUST_STORE cannot be believed: {problem}. Signed files wait.")
        return
    ended = [each for each in store.roots if each.not_valid_after_utc < now()]
    for each in ended:
        yield wrong(TRUST, f"{_name(each)} ended on {each.not_valid_after_utc:%d.%m.%Y}.")
    if not _current(store):
        yield wrong(TRUST, "No issuer in it is good today: no new signature will count.")
    elif not ended:
        yield well(
            TRUST, f"{len(store.roots)} roots and {len(store.services)} services of trusted lists"
        )


def _current(store: TrustStore) -> bool:
    roots = any(
        each.not_valid_before_utc <= now() <= each.not_valid_after_utc for each in store.roots
    )
    return roots or any(
        each.was_granted(now()) and now() <= each.certificate.not_valid_after_utc
        for each in store.services
    )


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else "A root without a name"
