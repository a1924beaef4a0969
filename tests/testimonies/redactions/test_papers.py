"""Areas of papers are black and times of recordings silent in a copy, with nothing under them."""

from __future__ import annotations

import io

import av
import pikepdf
import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from petitions.bundles import snapshots
from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.models import Evidence, Redaction, StoredFile, Testimony
from testimonies.models.evidence import FileRole
from testimonies.models.redaction import Stage
from testimonies.privacy import queries as privacy
from testimonies.privacy.rules import Level
from testimonies.redactions import actions as redactions
from testimonies.redactions import queries
from testimonies.redactions.actions import Areas, Times
from testimonies.redactions.parts import Area, Stretch
from testimonies.review import actions as review
from tests.builders_redactions import (
    a_covered_paper,
    a_covered_recording,
    a_letter_as_pdf,
    a_tone,
    a_white_film,
    a_white_picture,
    an_accepted_testimony_with,
    copy_of,
    paper_of,
)
from tests.builders_review import a_moderator, another_moderator

pytestmark = pytest.mark.django_db
NAME = Area(page=1, x=0.05, y=0.1, width=0.9, height=0.1)


def loudness(recording: bytes, start: float, end: float) -> int:
    """The loudest sample between two moments."""
    loudest = 0
    with av.open(io.BytesIO(recording), "r") as container:
        even = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        for frame in container.decode(audio=0):
            for each in even.resample(frame):
                if each.time is not None and start <= each.time < end:
                    heard = memoryview(bytes(each.planes[0])[: each.samples * 2]).cast("h")
                    loudest = max(loudest, *(abs(sample) for sample in heard))
    return loudest


def brightness(recording: bytes, at: float) -> int:
    with av.open(io.BytesIO(recording), "r") as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time >= at:
                return int(bytes(frame.planes[0])[0])
    raise AssertionError("the film is shorter")


def content_of(file: StoredFile) -> bytes:
    with keeping.open_kept(file.path) as kept:
        return kept.read()


def shades(picture: bytes, box: tuple[int, int, int, int]) -> set[int]:
    with Image.open(io.BytesIO(picture)) as opened:
        return set(opened.convert("L").crop(box).tobytes())


def is_black(paper: Evidence, x: int, y: int) -> bool:
    return max(shades(copy_of(paper), (x, y, x + 1, y + 1))) < 8


def leaving(testimony: Testimony) -> list[dict[str, object]]:
    decision = privacy.access_to(testimony.submission)
    assert decision
    evidence: list[dict[str, object]] = snapshots.of_testimony(testimony, decision)["evidence"]
    return evidence


def propose(paper: Evidence, *areas: Area) -> Redaction:
    return redactions.propose_areas(paper.pk, Areas(areas, "address"), by=a_moderator())


def test_a_covered_page_is_a_picture_without_any_words() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())

    paper = a_covered_paper(testimony, NAME)

    made = copy_of(paper)
    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.pages) == 2
        assert [float(side) for side in document.pages[0].mediabox[2:]] == pytest.approx(
            [400, 600], abs=2
        )
        streams = b"".join(
            thing.read_raw_bytes()
            for thing in document.objects
            if isinstance(thing, pikepdf.Stream)
        )
        texts = [
            thing.read_bytes()
            for thing in document.objects
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image"
        ]
    assert b"Vaitkus" not in made + streams + b"".join(texts)
    assert not any(b"Tj" in text for text in texts)
    with pikepdf.open(io.BytesIO(copy_of(paper, FileRole.ACCESS))) as clean:
        assert b"Vaitkus" in clean.pages[0].Contents.read_bytes()  # the desk still reads it


def test_what_is_covered_on_a_page_is_black_and_the_rest_as_it_was() -> None:
    testimony = an_accepted_testimony_with(a_white_picture(), "a.jpg", kind="photograph")

    paper = a_covered_paper(testimony, Area(1, 0.25, 0.25, 0.5, 0.5))

    assert max(shades(copy_of(paper), (201, 151, 599, 449))) < 8
    assert min(shades(copy_of(paper), (0, 0, 190, 600))) > 247
    assert max(shades(copy_of(paper, FileRole.REDACTED_THUMBNAIL), (100, 70, 140, 110))) < 8


def test_the_small_picture_of_a_covered_page_is_covered_too() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())

    paper = a_covered_paper(testimony, Area(1, 0.0, 0.0, 1.0, 1.0))

    with Image.open(io.BytesIO(copy_of(paper, FileRole.REDACTED_THUMBNAIL))) as small:
        assert max(small.convert("L").tobytes()) < 60  # an edge is half a line of the page
    with Image.open(io.BytesIO(copy_of(paper, FileRole.THUMBNAIL))) as small:
        assert max(small.convert("L").tobytes()) > 247


def test_only_the_covered_copy_leaves() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    (before,) = leaving(testimony)

    paper = a_covered_paper(testimony, NAME)

    (after,) = leaving(testimony)
    assert after["stored"] == paper.files.get(role=FileRole.REDACTED).path
    assert after["stored"] != before["stored"]
    assert (before["redacted"], after["redacted"]) == (False, True)


def test_until_the_covered_copy_is_there_nothing_of_the_case_leaves() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    redaction = propose(paper_of(testimony), NAME)
    redactions.approve(redaction.pk, by=another_moderator())

    decision = privacy.access_to(testimony.submission)

    assert decision
    assert decision.access.text == decision.access.documents == Level.ARCHIVE
    assert queries.file_that_leaves(paper_of(testimony)) is None
    with pytest.raises(Refusal, match="is to be covered"):
        review.publish(testimony.pk, by=a_moderator())


def test_a_second_redaction_of_the_same_paper_covers_both() -> None:
    testimony = an_accepted_testimony_with(a_white_picture(), "a.jpg", kind="photograph")
    a_covered_paper(testimony, Area(1, 0.0, 0.0, 0.2, 0.2))

    paper = a_covered_paper(testimony, Area(1, 0.8, 0.8, 0.2, 0.2))

    assert [is_black(paper, *corner) for corner in ((40, 40), (760, 560), (400, 300))] == [
        True, True, False,
    ]  # fmt: skip
    assert paper.files.filter(role=FileRole.REDACTED).count() == 1


def test_when_one_of_two_is_lifted_a_new_copy_covers_only_the_other() -> None:
    testimony = an_accepted_testimony_with(a_white_picture(), "a.jpg", kind="photograph")
    a_covered_paper(testimony, Area(1, 0.0, 0.0, 0.2, 0.2))
    paper = a_covered_paper(testimony, Area(1, 0.8, 0.8, 0.2, 0.2))
    first = paper.redactions.order_by("pk")[0]

    redactions.lift(first.pk, by=a_moderator(), reason="It is a street sign.")
    redactions.lift(first.pk, by=another_moderator(), reason="Yes")
    between = privacy.access_to(testimony.submission)
    redactions.make_waiting()

    assert between
    assert between.access.documents == Level.ARCHIVE
    assert [is_black(paper, *corner) for corner in ((40, 40), (760, 560))] == [False, True]


def test_when_the_last_one_is_lifted_the_clean_copy_leaves_again() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    paper = a_covered_paper(testimony, NAME)
    redaction = paper.redactions.get()

    redactions.lift(redaction.pk, by=a_moderator(), reason="He agreed.")
    redactions.lift(redaction.pk, by=another_moderator(), reason="He did.")

    (after,) = leaving(testimony)
    assert after["redacted"] is False
    assert not paper.files.filter(role__startswith="red").exists()


def test_the_original_and_the_clean_copy_stay_as_they_were() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    kept = StoredFile.objects.filter(role__in=["original", "access"])
    before = {file.path: (file.sha256, content_of(file)) for file in kept}

    a_covered_paper(testimony, NAME)

    assert {file.path: (file.sha256, content_of(file)) for file in kept.all()} == before


def test_a_copy_that_cannot_be_made_is_tried_three_times_and_holds_everything_back() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    redaction = propose(paper_of(testimony), Area(9, 0.1, 0.1, 0.1, 0.1))
    redactions.approve(redaction.pk, by=another_moderator())

    tried = [redactions.make_waiting() for _time in range(5)]

    redaction.refresh_from_db()
    assert tried == [1, 1, 1, 0, 0]
    assert redaction.state == Stage.APPROVED
    with pytest.raises(Refusal, match="is to be covered"):
        review.publish(testimony.pk, by=a_moderator())


def test_two_workers_make_one_copy() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    paper = a_covered_paper(testimony, NAME)
    before = set(paper.files.values_list("path", flat=True))

    redactions.make_covered_copy(paper.pk)

    assert set(paper.files.values_list("path", flat=True)) == before
    another = paper.files.get(role=FileRole.REDACTED)
    another.pk, another.path = None, "elsewhere"
    with pytest.raises(IntegrityError), transaction.atomic():
        another.save(force_insert=True)


@pytest.mark.parametrize(
    "area",
    [
        Area(0, 0.1, 0.1, 0.1, 0.1),
        Area(1, -0.1, 0.1, 0.1, 0.1),
        Area(1, 0.9, 0.1, 0.2, 0.1),
        Area(1, 0.1, 0.1, 0.0001, 0.1),
    ],
)
def test_an_area_outside_its_page_is_refused(area: Area) -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())

    with pytest.raises(Refusal, match="outside its page"):
        propose(paper_of(testimony), area)

    assert not Redaction.objects.exists()


def test_the_same_area_is_proposed_once() -> None:
    paper = paper_of(an_accepted_testimony_with(a_letter_as_pdf()))
    propose(paper, NAME)

    with pytest.raises(Refusal, match="The same is covered"):
        propose(paper, NAME)


def test_times_of_a_recording_are_silent_in_its_copy() -> None:
    testimony = an_accepted_testimony_with(a_tone(), "voice.wav", kind="recording")

    paper = a_covered_recording(testimony, Stretch(1.0, 2.0))

    made = copy_of(paper)
    assert paper.files.get(role=FileRole.REDACTED).detected_type == "audio/webm"
    assert loudness(made, 0.2, 0.9) > 4000
    assert loudness(made, 1.1, 1.9) < 40
    assert loudness(made, 2.1, 3.8) > 4000


def test_times_of_a_film_are_black_and_silent_or_one_of_the_two() -> None:
    testimony = an_accepted_testimony_with(a_white_film(), "film.mp4", kind="recording")

    paper = a_covered_recording(
        testimony, Stretch(1.0, 2.0), Stretch(2.5, 3.0, "sound"), Stretch(3.2, 3.6, "picture")
    )

    made = copy_of(paper)
    assert paper.files.get(role=FileRole.REDACTED).detected_type == "video/mp4"
    assert [brightness(made, at) < 40 for at in (0.5, 1.5, 2.7, 3.4)] == [False, True, False, True]
    heard = [loudness(made, at, at + 0.2) > 2000 for at in (0.5, 1.4, 2.65, 3.3)]
    assert heard == [True, False, False, True]


def test_a_time_that_ends_before_it_begins_is_refused() -> None:
    testimony = an_accepted_testimony_with(a_tone(1), "voice.wav", kind="recording")

    with pytest.raises(Refusal, match="ends before it begins"):
        redactions.propose_times(
            paper_of(testimony).pk, Times((Stretch(2, 1),), "health"), by=a_moderator()
        )
