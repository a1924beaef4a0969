"""Scans of sheets: judged by their content, drawn anew, encrypted, and each look written down."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from petitions.models import PaperScan, PaperSheet
from petitions.signing.paper import actions as paper
from petitions.signing.paper import scans
from testimonies.evidence import keeping, unnamed
from testimonies.evidence.actions import erasing
from testimonies.models import CustodyEvent
from tests.builders_paper import a_scan, a_sheet
from tests.builders_review import a_moderator, an_assessor, signed_in
from tests.testimonies.evidence.clamd import running_clamd
from tests.testimonies.evidence.files import EICAR, a_pdf, a_pdf_bomb

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> PaperSheet:
    return a_sheet()


@pytest.fixture
def clamd() -> Iterator[int]:
    with running_clamd() as port:
        yield port


def door(sheet: PaperSheet, *parts: str) -> str:
    return "/".join(["/admin/petitions/papersheet", str(sheet.uuid), *parts, ""])


def upload(sheet: PaperSheet, file: object, client: Client | None = None) -> tuple[int, str]:
    desk = client or signed_in(a_moderator())
    response = desk.post(door(sheet, "scans"), {"file": file})
    return response.status_code, response.text


def in_storage() -> list[Path]:
    root = Path(keeping.storage().path(""))
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_photograph_of_a_sheet_is_kept_and_shown(sheet: PaperSheet, kind: str) -> None:
    assert upload(sheet, a_scan(kind))[0] == 302

    scan = PaperScan.objects.get()
    shown = signed_in(a_moderator()).get(door(sheet, "scans", str(scan.uuid)))
    assert shown["Content-Type"] == "image/jpeg"
    assert "no-store" in shown["Cache-Control"]
    assert Image.open(BytesIO(shown.content)).size == (1200, 850)


def test_a_pdf_becomes_a_picture_of_each_page(sheet: PaperSheet) -> None:
    pages = [Image.open(a_scan(words=side)) for side in ("front", "back")]
    pages[0].save(bound := BytesIO(), "PDF", save_all=True, append_images=pages[1:])

    assert upload(sheet, SimpleUploadedFile("sheet.pdf", bound.getvalue()))[0] == 302

    first, second = PaperScan.objects.all()
    assert first.sha256 != second.sha256
    assert first.source_sha256 == second.source_sha256
    for scan in (first, second):
        picture = Image.open(BytesIO(paper.hand_out(scan, by=a_moderator())))
        assert picture.format == "JPEG"
        assert picture.width > picture.height > 800


def test_nobody_reads_a_scan_in_the_storage(sheet: PaperSheet) -> None:
    upload(sheet, a_scan())

    (kept,) = in_storage()
    assert b"JFIF" not in kept.read_bytes()
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(kept)


def test_a_scan_is_named_by_its_row(sheet: PaperSheet) -> None:
    upload(sheet, a_scan())

    assert list(unnamed.find(before=now() + 400 * erasing.A_DAY)) == []
    assert len(in_storage()) == 1


def test_a_picture_that_no_row_knows_goes_after_a_day(sheet: PaperSheet) -> None:
    upload(sheet, a_scan())
    scans.keep(b"left by a process that was killed")

    assert paper.erase_orphans(at=now()) == 0
    assert paper.erase_orphans(at=now() + 2 * erasing.A_DAY) == 1
    assert len(in_storage()) == 1


def test_no_other_site_sends_a_scan_through_somebodys_browser(sheet: PaperSheet) -> None:
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(a_moderator())

    assert upload(sheet, a_scan(), desk)[0] == 403
    assert not PaperScan.objects.exists()


def test_each_look_is_written_down(sheet: PaperSheet) -> None:
    upload(sheet, a_scan())
    scan = PaperScan.objects.get()

    signed_in(a_moderator()).get(door(sheet, "scans", str(scan.uuid)))

    look = CustodyEvent.objects.get(event="paper_scan.handed_out")
    assert look.by == a_moderator()
    assert look.subject == str(sheet.uuid)


def test_nobody_without_the_permission_sees_a_scan(sheet: PaperSheet) -> None:
    upload(sheet, a_scan())
    scan = PaperScan.objects.get()

    assert signed_in(an_assessor()).get(door(sheet, "scans", str(scan.uuid))).status_code == 403
    assert upload(sheet, a_scan(), signed_in(an_assessor()))[0] == 403
    assert Client().get(door(sheet, "scans", str(scan.uuid))).status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("sheet.jpg", b"", "empty"),
        ("sheet.jpg", b"This is no picture at all." * 40, "not a picture or a PDF"),
        ("sheet.jpg", b"<html><script>alert(1)</script></html>" * 40, "not a picture or a PDF"),
        ("sheet.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 400, "damaged"),
        ("sheet.pdf", a_pdf(password="secret"), "locked with a password"),
        ("sheet.pdf", a_pdf()[:200], "damaged"),
        ("sheet.jpg", a_pdf(), "not what its name says"),
        ("sheet.pdf", a_pdf(pages=9), "9"),
    ],
)
def test_what_is_no_scan_is_refused_with_the_reason(
    sheet: PaperSheet, name: str, content: bytes, why: str
) -> None:
    status, page = upload(sheet, SimpleUploadedFile(name, content))

    assert status == 422
    assert why in page
    assert 'aria-invalid="true"' in page
    assert not PaperScan.objects.exists()
    assert in_storage() == []
    assert not CustodyEvent.objects.filter(event="paper_scan.added").exists()


def test_a_pdf_that_unpacks_without_end_costs_a_child(sheet: PaperSheet) -> None:
    status, _page = upload(sheet, SimpleUploadedFile("sheet.pdf", a_pdf_bomb(500)))

    assert status in {302, 422}
    assert PaperSheet.objects.filter(pk=sheet.pk).exists()


def test_without_a_file_the_page_asks_for_one(sheet: PaperSheet) -> None:
    response = signed_in(a_moderator()).post(door(sheet, "scans"), {})

    assert response.status_code == 422
    assert "Please choose a file." in response.text


def test_the_same_page_twice_is_one(sheet: PaperSheet) -> None:
    upload(sheet, a_scan())
    assert upload(sheet, a_scan())[0] == 302

    assert PaperScan.objects.count() == 1
    assert len(in_storage()) == 1


def test_a_sheet_has_only_so_many_pictures(sheet: PaperSheet) -> None:
    for number in range(6):
        upload(sheet, a_scan(words=f"page {number}"))

    status, page = upload(sheet, a_scan(words="one too many"))

    assert status == 422
    assert "Remove a picture first" in page
    assert len(in_storage()) == 6


def test_a_wrong_picture_is_removed_and_its_digest_stays(
    sheet: PaperSheet, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    upload(sheet, a_scan())
    scan = PaperScan.objects.get()
    client = signed_in(a_moderator())

    with django_capture_on_commit_callbacks(execute=True):
        client.post(door(sheet, "scans", str(scan.uuid), "remove"))

    assert in_storage() == []
    assert client.get(door(sheet, "scans", str(scan.uuid))).status_code == 404
    removed = CustodyEvent.objects.get(event="paper_scan.removed")
    assert removed.detail == {"sha256": scan.source_sha256}


def test_a_scan_waits_for_a_scanner_that_is_away(sheet: PaperSheet, settings: Settings) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"

    status, page = upload(sheet, a_scan())

    assert status == 422
    assert "does not answer" in page
    assert in_storage() == []


def test_a_scan_with_a_virus_is_refused(sheet: PaperSheet, settings: Settings, clamd: int) -> None:
    settings.CLAMAV_URL = f"tcp://127.0.0.1:{clamd}"
    infected = a_scan()
    infected.seek(0, 2)
    infected.write(EICAR)
    infected.seek(0)

    status, page = upload(sheet, infected)

    assert status == 422
    assert "virus scanner does not let" in page
    assert upload(sheet, a_scan())[0] == 302
