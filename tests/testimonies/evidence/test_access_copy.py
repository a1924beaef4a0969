"""The copy that people see has nothing hidden in it; the original stays as it came."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pytest
from PIL import Image
from pytest_django import Settings

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import confined, keeping
from testimonies.models import CustodyEvent, StoredFile
from testimonies.models.evidence import FileRole, Scan
from tests.builders_intake import a_started_draft
from tests.testimonies.evidence import files
from tests.testimonies.evidence.clamd import running_clamd


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_is_drawn_anew_upright_and_without_its_hidden_data(kind: str) -> None:
    original = _received(files.a_picture(kind), f"a.{kind.lower()}")

    evidence.make_access_copy(original.pk)

    content = _content(_copy(original))
    copy = Image.open(io.BytesIO(content))
    assert files.SECRET_PLACE not in content
    assert not copy.getexif()
    assert copy.size == (400, 600)
    assert files.SECRET_PLACE in _content(original)


@pytest.mark.django_db
def test_what_hangs_behind_a_picture_does_not_go_over() -> None:
    original = _received(files.a_picture() + b"PK\x03\x04 evil archive", "a.jpg")

    evidence.make_access_copy(original.pk)

    assert b"evil" not in _content(_copy(original))


@pytest.mark.django_db
def test_a_pdf_loses_scripts_files_links_and_author() -> None:
    original = _received(files.a_pdf(), "paper.pdf")

    evidence.make_access_copy(original.pk)

    content = _content(_copy(original))
    with pikepdf.open(io.BytesIO(content)) as copy:
        assert set(copy.Root.keys()) == {"/Type", "/Pages"}
        assert "/Annots" not in copy.pages[0].obj
        loose = b"".join(thing.unparse() for thing in copy.objects)
    for evil in (b"evil", b"JavaScript", files.SECRET_PLACE):
        assert evil not in loose + content


@pytest.mark.django_db
def test_a_scan_of_several_pages_becomes_a_pdf() -> None:
    original = _received(files.a_scan_of_pages(3), "scan.tif")

    evidence.make_access_copy(original.pk)

    copy = _copy(original)
    assert copy.detected_type == "application/pdf"
    with pikepdf.open(io.BytesIO(_content(copy))) as document:
        assert len(document.pages) == 3


@pytest.mark.django_db
def test_a_long_scan_is_copied_page_by_page_and_never_unpacked_whole() -> None:
    original = _received(files.a_scan_of_pages(80, size=(3200, 3200)), "long.tif")

    evidence.make_access_copy(original.pk)

    with pikepdf.open(io.BytesIO(_content(_copy(original)))) as document:
        assert len(document.pages) == 80


@pytest.mark.django_db
def test_a_pdf_that_opens_but_cannot_be_copied_within_bounds_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = _received(files.a_pdf_bomb(100), "paper.pdf")
    monkeypatch.setattr(confined, "COPY", confined.Room(memory=160 << 20, seconds=20))

    evidence.make_access_copy(original.pk)

    original.refresh_from_db()
    assert original.scan == Scan.UNSCANNABLE


@pytest.mark.django_db
def test_a_second_nudge_makes_no_second_copy() -> None:
    original = _received(files.a_picture(), "a.jpg")

    evidence.make_access_copy(original.pk)
    evidence.make_access_copy(original.pk)

    assert evidence.copy_waiting() == 0
    assert StoredFile.objects.filter(role=FileRole.ACCESS).count() == 1
    assert CustodyEvent.objects.filter(event="evidence.scanned").count() == 1


@pytest.mark.django_db
def test_a_file_that_kills_its_worker_is_given_up() -> None:
    original = _received(files.a_picture(), "a.jpg")
    StoredFile.objects.update(attempts=evidence.MOST_ATTEMPTS)

    evidence.copy_waiting()

    original.refresh_from_db()
    assert original.scan == Scan.UNSCANNABLE


@pytest.mark.django_db
def test_nothing_is_handed_out_before_it_is_checked() -> None:
    original = _received(files.a_picture(), "a.jpg")

    with pytest.raises(Refusal, match="no checked copy"):
        evidence.hand_out(original.evidence.uuid, by=None)

    assert not CustodyEvent.objects.filter(event="evidence.handed_out").exists()


@pytest.mark.django_db
def test_each_passage_through_the_door_leaves_a_line() -> None:
    original = _received(files.a_picture(), "a.jpg")
    evidence.make_access_copy(original.pk)

    handed = evidence.hand_out(original.evidence.uuid, by=None)

    with handed.file as file:
        assert len(file.read()) == handed.size
    line = CustodyEvent.objects.get(event="evidence.handed_out")
    assert line.subject == str(original.evidence.uuid)


@pytest.mark.django_db
def test_a_virus_is_found_and_never_copied(settings: Settings, clamd: int) -> None:
    settings.CLAMAV_URL = f"tcp://127.0.0.1:{clamd}"
    bad = _received(files.a_picture() + files.EICAR, "bad.jpg")
    good = _received(files.a_picture(), "good.jpg")

    evidence.copy_waiting()

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.scan, good.scan) == (Scan.INFECTED, Scan.CLEAN)
    assert not bad.evidence.files.filter(role=FileRole.ACCESS).exists()


@pytest.mark.django_db
def test_while_the_scanner_is_away_files_wait(settings: Settings) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    original = _received(files.a_picture(), "a.jpg")

    for _attempt in range(evidence.MOST_ATTEMPTS + 2):
        evidence.copy_waiting()

    original.refresh_from_db()
    assert original.scan == Scan.PENDING


@pytest.fixture
def clamd() -> Iterator[int]:
    with running_clamd() as port:
        yield port


def _received(content: bytes, name: str) -> StoredFile:
    case = a_started_draft().draft.case
    return evidence.receive(case.pk, files.upload(content, name), kind="other", caption="")


def _copy(original: StoredFile) -> StoredFile:
    return StoredFile.objects.get(evidence=original.evidence, role=FileRole.ACCESS)


def _content(file: StoredFile) -> bytes:
    with keeping.open_kept(file.path) as kept:
        return bytes(kept.read())
