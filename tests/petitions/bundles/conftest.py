"""A bundle of plain data."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from config.local.authority import Authority
from petitions.bundles import asice, packing, parts, payload, printed, ranges, seal, tables
from petitions.bundles.documents import Text
from petitions.bundles.manifest import Manifest
from petitions.bundles.payload import Addressee, Frame, Line, Listing
from petitions.bundles.seal import Authorities, Signer
from tests.petitions.bundles import everything
from tests.petitions.bundles.everything import Everything

HALF_A_MEGABYTE = 1 << 19
AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
TEXTS = [
    Text("en", "Let it be remembered", "Three demands.", 'First.\n\n"Second", <i>third</i>.'),
    Text("et", "Et see ei ununeks", "Kolm nõuet.", "Küüditatud õiglus: žürii, šokk."),
    Text("uk", "Щоб пам’ятали", "Три вимоги.", "Депортовані: ґрати, їжа, єдність."),
]
CANONICAL = rfc8785.dumps({t.language: [t.title, t.summary, t.body] for t in TEXTS})
LINES = [
    Line(["1", "Mari-Liis Tammsaare", "EE", "2026-11-01", "email", "valid"], "valid"),
    Line(["2", "=HYPERLINK(0)", "LT", "2026-11-02", "email", "declaration"], "declarations"),
]


@pytest.fixture(scope="session")
def signer(authority: Authority) -> Signer:
    return seal.signer_from_p12(authority.seal_p12, authority.password)


@pytest.fixture(scope="session")
def authorities(authority: Authority) -> Authorities:
    return Authorities((authority.tsa_url,), authority.ocsp_url)


@pytest.fixture(scope="session")
def frame() -> Frame:
    told = Manifest(
        content="signatures",
        petition="remember",
        text_digest=hashlib.sha256(CANONICAL).hexdigest(),
        institution="riigikogu",
        profile="riigikogu-letter",
        number=1,
        cut_off=AT,
        frozen_at=AT,
        counts={"by_country": {"EE": 1, "LT": 1}, "by_assurance": {"email": 2}},
        fields=["name", "country"],
        custody_head="00" * 32,
        seal_level="B-LT",
        is_test=True,
    )
    return Frame(
        told, Addressee({"en": "Riigikogu", "et": "Riigikogu"}, ["et", "en"]), TEXTS, CANONICAL
    )


@pytest.fixture(scope="session")
def write_payload(frame: Frame) -> Callable[..., Path]:
    def write(folder: Path, **changes: object) -> Path:
        folder.mkdir()
        changed = replace(frame, manifest=replace(frame.manifest, **changes))  # type: ignore[arg-type]
        listings = [
            Listing(tables.signatures(["name", "country"], ["csv", "xlsx"]), LINES),
            Listing(tables.withdrawals(), []),
        ]
        payload.write(folder, changed, listings, {})
        return folder

    return write


@pytest.fixture(scope="session")
def sealed_once(
    tmp_path_factory: pytest.TempPathFactory,
    write_payload: Callable[..., Path],
    signer: Signer,
    authorities: Authorities,
) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    (folder / "scratch").mkdir()
    target = folder / "atmintis_remember_riigikogu_1.asice"
    packing.pack(
        write_payload(folder / "payload"), folder / "scratch", target, (signer, authorities)
    )
    return target


@pytest.fixture
def sealed(sealed_once: Path, tmp_path: Path) -> Path:
    """A sealed bundle of one's own, to be spoilt."""
    return Path(shutil.copy(sealed_once, tmp_path))


@pytest.fixture(scope="session")
def whole(
    authority: Authority,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Everything:
    """Given to tests that are marked as needing a database, which makes one first."""
    folder = tmp_path_factory.mktemp("whole")
    told = {
        "BUNDLES_ROOT": folder / "bundles",
        "SEAL_P12": authority.seal_p12,
        "SEAL_P12_PASSWORD": authority.password,
        "TSA_URL": authority.tsa_url,
        "OCSP_URL": authority.ocsp_url,
        "TRUST_STORE": authority.trust_store,
        "ESCROW_KEY": str(pyrage.x25519.Identity.generate().to_public()),
        "ESCROW_CERTIFICATE": folder / "escrow.pem",
        "MAIL_ROOT": folder / "mail",
        "STORAGES": settings.STORAGES | {"evidence": _kept_in(folder / "files")},
    }
    escrow = everything.a_certificate(ec.generate_private_key(ec.SECP384R1()))
    (folder / "escrow.pem").write_text(escrow)
    with (
        override_settings(**told),
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        patch.setattr(asice, "LARGEST", parts.ROOM + HALF_A_MEGABYTE)
        patch.setattr(ranges, "RANGE", 1)
        patch.setattr(printed, "VOLUME", 1)
        made = everything.make(authority, folder)
        transaction.set_rollback(True)
    return made


def _kept_in(folder: Path) -> dict[str, Any]:
    evidence: Any = settings.STORAGES["evidence"]
    return {**evidence, "OPTIONS": {**evidence["OPTIONS"], "location": str(folder)}}
