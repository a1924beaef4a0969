"""The strongest receipt: our bundle, unchanged, with the institution's own signature."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import asice, parts, places, printed, ranges
from petitions.deliveries.responding import files
from petitions.deliveries.responding.countersigning import actions as countersigning
from petitions.deliveries.responding.countersigning import examiner
from petitions.deliveries.responding.documents import actions as documents
from petitions.models import Delivery, InstitutionResponse
from petitions.models.response import ResponseKind
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, TargetProfile
from tests.builders_bundles import (
    a_petition_with,
    a_sent_delivery,
    acknowledged,
    an_acknowledged_delivery,
)
from tests.petitions.deliveries.test_documents import DOCX

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
ROOT = Path(__file__).resolve().parents[3]
PROGRAM = ROOT / "tests" / "petitions" / "bundles" / "countersign.py"


def signed_by_them(
    delivery: Delivery, authority: Authority, folder: Path, *, part: int = 1
) -> bytes:
    """As a registry does in DigiDoc: the library itself adds the second signature."""
    sealed = places.sealed_parts(delivery.bundle)[part - 1].path
    target, home = folder / "countersigned.asice", folder / "home"
    shutil.copytree(authority.trust_store, home)
    person = str(authority.seal_p12.with_name("person.p12"))
    arguments = [str(sealed), str(target), person, authority.password]
    subprocess.run(
        [sys.executable, str(PROGRAM), *arguments, authority.tsa_url, authority.ocsp_url],
        check=True,
        capture_output=True,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    )
    return target.read_bytes()


def back(content: bytes, name: str = "back.asice") -> files.Sent:
    return files.take(SimpleUploadedFile(name, content))


def test_a_bundle_with_their_signature_is_kept_as_a_receipt(
    with_authority: Authority, tmp_path: Path, settings: Settings
) -> None:
    settings.TRUST_STORE = with_authority.trust_store
    delivery = an_acknowledged_delivery()
    content = signed_by_them(delivery, with_authority, tmp_path)

    received = countersigning.receive(delivery.pk, back(content))
    again = countersigning.receive(delivery.pk, back(content))

    assert again == received
    assert received.kind == ResponseKind.COUNTERSIGNATURE
    assert [name[:9] for name in received.told["signers"]] == ["TEST-TAMM"]
    assert received.told["is_trusted"]
    assert documents.content_of(received.file) == content
    line = CustodyEvent.objects.get(event="delivery.countersigned")
    assert line.detail == {"sha256": received.file.sha256, "signatures": 1, "is_trusted": True}


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if containers held half a megabyte of lists."""
    monkeypatch.setattr(asice, "LARGEST", parts.ROOM + (1 << 19))
    monkeypatch.setattr(ranges, "RANGE", 1)
    monkeypatch.setattr(printed, "VOLUME", 1)
    TargetProfile.objects.update(formats=["csv", "xlsx", "pdf"])


@pytest.mark.usefixtures("in_parts")
def test_a_later_part_with_their_signature_is_a_receipt_too(
    with_authority: Authority, tmp_path: Path, settings: Settings
) -> None:
    settings.TRUST_STORE = with_authority.trust_store
    names = ("Ona Petraitė", "Mārtiņš Ozols", "Jaan Tamm", "Zofia Wójcik", "Олена Коваль")
    delivery = acknowledged(a_sent_delivery(a_petition_with(*names)))
    last = len(places.sealed_parts(delivery.bundle))
    content = signed_by_them(delivery, with_authority, tmp_path, part=last)

    received = countersigning.receive(delivery.pk, back(content))

    assert last > 1
    assert [name[:9] for name in received.told["signers"]] == ["TEST-TAMM"]
    assert received.told["is_trusted"]
    assert documents.content_of(received.file) == content
    assert CustodyEvent.objects.get(event="delivery.countersigned").detail["signatures"] == 1


@pytest.mark.usefixtures("in_parts")
def test_a_later_part_without_their_signature_is_none(with_authority: Authority) -> None:
    delivery = acknowledged(a_sent_delivery(a_petition_with("Ona Petraitė", "Mārtiņš Ozols")))
    last = places.sealed_parts(delivery.bundle)[-1].path

    with pytest.raises(Refusal, match="besides our own seal"):
        countersigning.receive(delivery.pk, back(last.read_bytes()))

    assert not CustodyEvent.objects.filter(event="delivery.countersigned").exists()


def test_what_is_no_countersigned_bundle_is_refused_with_its_reason(
    with_authority: Authority, tmp_path: Path
) -> None:
    delivery = an_acknowledged_delivery()
    content = signed_by_them(delivery, with_authority, tmp_path)
    sealed = places.sealed(delivery.bundle).read_bytes()
    place = content.index(b"META-INF/signatures1.xml") + 300  # in the middle of what is packed
    changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]

    for wrong, why in ((sealed, "besides our own seal"), (changed, ".")):
        with pytest.raises(Refusal, match=why):
            countersigning.receive(delivery.pk, back(wrong))
    with pytest.raises(Refusal, match="asice"):
        countersigning.receive(delivery.pk, back(DOCX, "back.docx"))
    with pytest.raises(Refusal, match="another bundle"):
        examiner.examine(content, [places.sealed(delivery.bundle)], "0" * 64)

    assert not InstitutionResponse.objects.filter(kind=ResponseKind.COUNTERSIGNATURE).exists()
    assert not CustodyEvent.objects.filter(event="delivery.countersigned").exists()


def test_it_comes_after_the_acknowledgement(with_authority: Authority, tmp_path: Path) -> None:
    delivery = a_sent_delivery()
    content = signed_by_them(delivery, with_authority, tmp_path)

    with pytest.raises(Refusal, match="First confirm"):
        countersigning.receive(delivery.pk, back(content))

    assert not InstitutionResponse.objects.exists()
