"""Voices and films: kept as they came, and heard from a copy in which nothing else is left."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping
from testimonies.models import CustodyEvent, StoredFile
from testimonies.models.evidence import EvidenceKind, FileRole, Scan
from tests.builders_intake import a_started_draft
from tests.testimonies.evidence import files
from tests.testimonies.evidence.heic import a_heic
from tests.testimonies.evidence.recordings import (
    SECRET_PLACE,
    a_recording,
    as_safari_stops,
    length_of,
)

pytestmark = pytest.mark.django_db
#: Wrapping, codecs, and what the copy is called: Chromium, Safari, telephones, old devices.
KINDS = {
    "a voice from Chromium": ("webm", "libopus", "", "audio/webm"),
    "a film from Chromium": ("webm", "libopus", "libvpx", "video/webm"),
    "a voice from Safari": ("mp4", "aac", "", "audio/mp4"),
    "a film from a telephone": ("mp4", "aac", "libx264", "video/mp4"),
    "an MP3": ("mp3", "libmp3lame", "", "audio/mpeg"),
    "a WAV": ("wav", "pcm_s16le", "", "audio/wav"),
    "an OGG": ("ogg", "libopus", "", "audio/webm"),
}


@pytest.mark.parametrize("what", KINDS)
def test_a_recording_is_heard_from_a_copy_without_its_titles(what: str) -> None:
    wrapping, sound, film, called = KINDS[what]
    content = a_recording(wrapping, sound=sound, film=film)
    assert SECRET_PLACE.encode() in content

    original = _received(content, f"a.{wrapping}")
    evidence.make_access_copy(original.pk)

    copy = _file(original, FileRole.ACCESS)
    heard = _content(copy)
    assert copy.detected_type == called
    assert SECRET_PLACE.encode() not in heard
    assert length_of(heard) == pytest.approx(3, abs=0.1)
    assert _content(_file(original, FileRole.ORIGINAL)) == content
    assert original.evidence.kind == EvidenceKind.RECORDING


def test_a_recording_that_was_cut_off_is_heard_as_far_as_it_goes() -> None:
    content = a_recording("webm", sound="libopus")

    original = _received(content[: len(content) * 2 // 3], "a.webm")
    evidence.make_access_copy(original.pk)

    assert 1 < length_of(_content(_file(original, FileRole.ACCESS))) < 3


@pytest.mark.parametrize("film", ["", "libx264"])
def test_slices_of_which_the_last_one_comes_twice_are_heard_once(film: str) -> None:
    original = _received(as_safari_stops(film=film), "recording.mp4")

    evidence.make_access_copy(original.pk)

    copy = _content(_file(original, FileRole.ACCESS))
    assert length_of(copy) == pytest.approx(3, abs=0.1)


def test_what_only_begins_like_a_recording_is_refused() -> None:
    with pytest.raises(Refusal, match="damaged"):
        _received(b"\x1aE\xdf\xa3" + files.PROGRAM * 50, "a.webm")


def test_a_picture_of_an_iphone_becomes_one_that_everybody_can_open() -> None:
    original = _received(a_heic(), "IMG_1.HEIC")

    evidence.make_access_copy(original.pk)

    with Image.open(io.BytesIO(_content(_file(original, FileRole.ACCESS)))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 64))
    assert original.detected_type == "image/heic"


@pytest.mark.parametrize("made", [files.a_picture, files.a_pdf])
def test_a_small_picture_is_grey(made: object) -> None:
    assert callable(made)
    original = _received(made(), "a.bin")

    evidence.make_access_copy(original.pk)

    small = _file(original, FileRole.THUMBNAIL)
    with Image.open(io.BytesIO(_content(small))) as picture:
        assert picture.mode == "L"
        assert max(picture.size) <= 240
    assert small.scan == Scan.CLEAN


def test_each_step_leaves_a_line() -> None:
    original = _received(files.a_picture(), "a.jpg")
    evidence.make_access_copy(original.pk)
    evidence.hand_out(original.evidence.uuid, by=None, role=FileRole.THUMBNAIL).file.close()
    evidence.remove(original.evidence_id)
    evidence.erase_removed()

    lines = CustodyEvent.objects.filter(subject=str(original.evidence.uuid)).order_by("pk")
    assert [line.event.removeprefix("evidence.") for line in lines] == [
        "received", "scanned", "copied", "copied", "handed_out", "removed", *["erased"] * 3,
    ]  # fmt: skip


def test_pages_of_one_paper_stay_together_and_are_put_in_order() -> None:
    case = a_started_draft().draft.case
    first = _received(files.a_picture(size=(100, 90)), "1.jpg", case.pk, kind="letter").evidence
    added = [
        _received(files.a_picture(size=(100, 91 + n)), "n.jpg", case.pk, page_of=first.uuid)
        for n in range(2)
    ]
    last = added[-1].evidence

    evidence.move_earlier(last.pk)
    evidence.move_earlier(last.pk)
    evidence.move_earlier(last.pk)

    pages = list(case.evidence.order_by("page"))
    assert [page.pk for page in pages] == [last.pk, first.pk, added[0].evidence_id]
    assert {page.document for page in pages} == {first.document}
    assert {page.kind for page in pages} == {"letter"}


def test_a_page_of_somebody_elses_paper_is_a_paper_of_its_own() -> None:
    other = _received(files.a_picture(), "1.jpg").evidence

    mine = _received(files.a_picture(size=(90, 90)), "2.jpg", page_of=other.uuid).evidence

    assert mine.document != other.document


def _received(content: bytes, name: str, case: int = 0, **about: object) -> StoredFile:
    about = {"kind": "other", "caption": ""} | about
    case = case or a_started_draft().draft.case_id
    return evidence.receive(case, files.upload(content, name), **about)  # type: ignore[arg-type]


def _file(original: StoredFile, role: FileRole) -> StoredFile:
    return StoredFile.objects.get(evidence=original.evidence, role=role)


def _content(file: StoredFile) -> bytes:
    with keeping.open_kept(file.path) as kept:
        return kept.read()
