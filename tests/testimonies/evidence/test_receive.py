"""Receiving a paper: the original is kept as it came; what is not what it says is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import OperationalError, connections
from pytest_django import Settings

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping
from testimonies.models import CustodyEvent, Evidence, StoredFile
from testimonies.models.evidence import EvidenceKind, Scan
from tests.builders_intake import a_started_draft, a_submitted_testimony
from tests.testimonies.evidence import files

REFUSED = {
    "nothing": (b"", "photo.jpg", "empty"),
    "a program": (files.PROGRAM, "photo.jpg", "not a picture"),
    "a web page": (files.PAGE, "paper.pdf", "not a picture"),
    "a page that begins like a PDF": (b"%PDF-1.7" + files.PAGE, "paper.pdf", "damaged"),
    "a JPEG that is a PDF further down": (
        b"\xff\xd8\xff\xe0" + files.a_pdf(),
        "photo.jpg",
        "damaged",
    ),
    "a PDF under the name of a picture": (files.a_pdf(), "photo.jpg", "not what its name says"),
    "a picture under the name of a PDF": (files.a_picture(), "file.pdf", "not what its name"),
    "half a picture": (files.a_picture()[:4000], "photo.jpg", "damaged"),
    "half a PNG": (files.a_picture("PNG")[:900], "photo.png", "damaged"),
    "a bomb": (files.a_bomb(), "photo.png", "too many pixels"),
    "a PDF that unpacks to a gigabyte": (files.a_pdf_bomb(1000), "paper.pdf", "PDF|takes more"),
    "a locked PDF": (files.a_pdf(password="secret"), "paper.pdf", "password"),
    "a PDF without pages": (files.a_pdf(pages=0), "paper.pdf", "no pages"),
    "half a picture of a telephone": (files.HEIC, "IMG_1.heic", "damaged"),
    "an archive": (b"PK\x03\x04" + bytes(300), "papers.zip", "not a picture"),
    "noise": (hashlib.sha512(b"noise").digest() * 40, "photo.png", "not a picture"),
}


@pytest.mark.django_db(transaction=True)
def test_a_paper_is_not_lost_when_the_answer_to_the_commit_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = a_started_draft().draft.case
    database: Any = connections["default"]
    commit = database._commit

    def committed_and_cut_off() -> None:
        commit()
        raise OperationalError("server closed the connection unexpectedly")

    paper = files.upload(files.a_picture(), "a.jpg")

    monkeypatch.setattr(database, "_commit", committed_and_cut_off)
    with pytest.raises(OperationalError):
        evidence.receive(case.pk, paper, kind="other", caption="")
    monkeypatch.undo()

    with keeping.open_kept(StoredFile.objects.get().path) as kept:
        assert kept.read() == files.a_picture()


@pytest.mark.django_db
@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_what_it_says_is_refused_with_the_reason(what: str) -> None:
    content, name, reason = REFUSED[what]
    case = a_started_draft().draft.case
    before = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match=reason):
        evidence.receive(case.pk, files.upload(content, name), kind="other", caption="")

    assert not Evidence.objects.exists()
    assert CustodyEvent.objects.count() == before
    assert not _kept_files()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_the_original_is_kept_to_the_last_byte(kind: str) -> None:
    case = a_started_draft().draft.case
    content = files.a_picture(kind)

    original = evidence.receive(
        case.pk,
        files.upload(content, f"C:\\photos\\..\\Õnne küla.{kind.lower()}"),
        kind=EvidenceKind.PHOTOGRAPH,
        caption="Before the house",
    )

    with keeping.open_kept(original.path) as kept:
        assert kept.read() == content
    assert original.sha256 == hashlib.sha256(content).hexdigest()
    assert original.scan == Scan.PENDING
    assert original.evidence.told["caption"] == "Before the house"
    assert "nne" not in original.path


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused(settings: Settings) -> None:
    settings.PAPER_MAX_BYTES = 1024 * 1024
    case = a_started_draft().draft.case
    large = files.a_picture() + bytes(1024 * 1024)

    with pytest.raises(Refusal, match="larger than 1 MB"):
        evidence.receive(case.pk, files.upload(large, "a.jpg"), kind="other", caption="")

    assert not _kept_files()


@pytest.mark.django_db
def test_the_same_file_twice_is_one_paper() -> None:
    case = a_started_draft().draft.case
    content = files.a_picture()

    first = evidence.receive(case.pk, files.upload(content, "a.jpg"), kind="other", caption="")
    second = evidence.receive(case.pk, files.upload(content, "a.jpg"), kind="other", caption="")

    assert first == second
    assert len(_kept_files()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["image/jpeg\x00", "image/" + "x" * 500, "nothing", "\ufffd"])
def test_a_type_that_is_none_is_not_kept(said: str) -> None:
    case = a_started_draft().draft.case
    paper = files.upload(files.a_picture(), "a.jpg", said)

    original = evidence.receive(case.pk, paper, kind="other", caption="")

    assert original.claimed_type == ""


@pytest.mark.django_db
def test_a_very_long_name_is_no_harm() -> None:
    case = a_started_draft().draft.case

    original = evidence.receive(
        case.pk, files.upload(files.a_picture(), "ž" * 240 + ".jpg"), kind="other", caption=""
    )

    assert original.evidence.told["file_name"].endswith(".jpg")


@pytest.mark.django_db
def test_a_paper_taken_back_is_erased_and_its_line_stays() -> None:
    case = a_started_draft().draft.case
    original = evidence.receive(
        case.pk, files.upload(files.a_picture(), "a.jpg"), kind="other", caption="Aunt Leida"
    )

    evidence.remove(original.evidence_id)
    evidence.remove(original.evidence_id)
    evidence.erase_removed()

    paper = Evidence.objects.get()
    assert paper.told == {}
    assert not StoredFile.objects.exists()
    assert not _kept_files()
    assert (
        CustodyEvent.objects.filter(subject=str(paper.uuid), event="evidence.removed").count() == 1
    )


@pytest.mark.django_db
def test_a_paper_that_was_handed_in_cannot_be_taken_back_silently() -> None:
    submission = a_submitted_testimony()
    original = evidence.receive(
        submission.case_id, files.upload(files.a_picture(), "a.jpg"), kind="other", caption=""
    )
    Evidence.objects.update(submission=submission)

    with pytest.raises(Refusal, match="handed in"):
        evidence.remove(original.evidence_id)

    assert Evidence.objects.get().removed_at is None


def _kept_files() -> list[Path]:
    root = Path(storages["evidence"].path(""))
    return [path for path in root.rglob("*") if path.is_file()]
