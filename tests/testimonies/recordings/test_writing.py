"""What is said is written line by line, by one or by two at once, and nothing of it is lost."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Segment, Transcript
from testimonies.models.recording import Stage, Version, WhyTakenBack
from testimonies.recordings import actions as recordings
from testimonies.recordings import queries
from testimonies.recordings.actions import Add, ChangedMeanwhile, Cut, Join, Line, Point, Remove
from testimonies.recordings.rules import Span
from testimonies.recordings.webvtt import Chapter, Cue
from tests.builders_recordings import (
    INDEX,
    SAID,
    a_public_version,
    a_recorded_testimony,
    a_transcript,
    a_written_transcript,
)
from tests.builders_redactions import a_letter_as_pdf, an_accepted_testimony_with, paper_of
from tests.builders_review import a_moderator, a_second_reader, an_assessor, another_moderator

pytestmark = pytest.mark.django_db


def line_of(transcript: Transcript, number: int, text: str = "", **different: Span) -> Line:
    segment = transcript.segments.order_by("start_ms")[number]
    span = different.get("span") or Span(segment.start_ms, segment.end_ms)
    said = text or segment.told["text"]
    return Line(segment.uuid, segment.revision, span, segment.told["speaker"], said)


def lines() -> int:
    return CustodyEvent.objects.filter(event__startswith="recording.").count()


def test_a_recording_is_begun_once_and_measured() -> None:
    first = a_transcript(testimony := a_recorded_testimony())

    again = recordings.begin(paper_of(testimony).pk, "pl", by=another_moderator())

    assert again == first
    assert abs((first.recording.duration_ms or 0) - 4000) < 50
    assert (first.version, first.language) == (Version.VERBATIM, "lt")


def test_a_letter_is_not_written_down() -> None:
    paper = paper_of(an_accepted_testimony_with(a_letter_as_pdf()))

    with pytest.raises(Refusal, match="no checked copy of this recording"):
        recordings.begin(paper.pk, "lt", by=a_moderator())

    assert lines() == 0


@pytest.mark.parametrize("who", [an_assessor, a_second_reader])
def test_only_moderators_write(who: object) -> None:
    transcript, before = a_transcript(), lines()

    with pytest.raises(Refusal, match="Only moderators"):
        recordings.save(transcript.pk, [], by=who(), then=Add(Span(0, 5)))  # type: ignore[operator]

    assert (lines(), Segment.objects.count()) == (before, 0)


def test_lines_are_changed_cut_joined_added_and_removed() -> None:
    transcript, by = a_written_transcript(), a_moderator()
    first, second, third = transcript.segments.order_by("start_ms")

    recordings.save(transcript.pk, [line_of(transcript, 0, "They  came\r\n\r\nat 4 ")], by=by)
    words = ("They came", "at 4")
    recordings.save(transcript.pk, [], by=by, then=Cut(first.uuid, 400, words))
    recordings.save(transcript.pk, [], by=by, then=Join(second.uuid))
    recordings.save(transcript.pk, [], by=by, then=Add(Span(3100, 4000 + 900), "Ona", "Yes"))

    assert [(cue.start, cue.end, cue.text) for cue in queries.cues_of(transcript)] == [
        (0, 400, "They came"),
        (400, 900, "at 4"),
        (1000, 3000, "Petras Vaitkus had told them.\nMy doll stayed behind."),
        (3100, transcript.recording.duration_ms, "Yes"),
    ]
    assert not Segment.objects.filter(pk=third.pk).exists()
    recordings.save(transcript.pk, [], by=by, then=Remove(first.uuid))
    assert transcript.segments.count() == 3


def test_without_words_a_line_is_cut_between_two_of_them() -> None:
    transcript = a_written_transcript()
    second = transcript.segments.get(start_ms=1000)

    recordings.save(transcript.pk, [], by=a_moderator(), then=Cut(second.uuid, 1400))

    assert [cue.text for cue in queries.cues_of(transcript)][1:3] == [
        "Petras Vaitkus",
        "had told them.",
    ]


def test_of_two_at_one_line_the_later_is_told_and_nothing_of_theirs_is_saved() -> None:
    transcript = a_written_transcript()
    mine = [line_of(transcript, 0, "Mine"), line_of(transcript, 1, "Mine too")]
    theirs = [line_of(transcript, 0, "Theirs"), line_of(transcript, 2, "Another line")]
    recordings.save(transcript.pk, theirs, by=another_moderator())
    before = lines()

    with pytest.raises(ChangedMeanwhile) as told:
        recordings.save(transcript.pk, mine, by=a_moderator())

    assert told.value.lines == {mine[0].segment}
    assert [cue.text for cue in queries.cues_of(transcript)] == [
        "Theirs",
        SAID[1].text,
        "Another line",
    ]
    assert lines() == before
    recordings.save(transcript.pk, mine[1:], by=a_moderator())  # at another line nobody waits
    recordings.save(transcript.pk, theirs, by=another_moderator())  # twice is once
    assert [cue.text for cue in queries.cues_of(transcript)][1] == "Mine too"


@pytest.mark.parametrize(
    ("span", "sentence"),
    [
        (Span(900, 1500), "begins before the line at 00:00.900 has ended"),
        (Span(950, 950), "ends before it begins"),
        (Span(3500, 9000), "ends after the recording"),
    ],
)
def test_times_that_do_not_fit_are_refused(span: Span, sentence: str) -> None:
    transcript, before = a_written_transcript(), lines()

    with pytest.raises(Refusal, match=sentence):
        recordings.save(transcript.pk, [], by=a_moderator(), then=Add(span, "", "x"))
    with pytest.raises(Refusal, match=r"before|after"):
        recordings.save(transcript.pk, [line_of(transcript, 2, span=span)], by=a_moderator())

    assert queries.cues_of(transcript) == SAID
    assert lines() == before + 1 - 1


def test_the_database_refuses_lines_that_overlap_or_lie_outside() -> None:
    transcript = a_written_transcript()

    for start, end in ((500, 950), (3000, 90_000), (5, 5)):
        with pytest.raises((IntegrityError, InternalError)):
            _forced(transcript, start, end)


@transaction.atomic
def _forced(transcript: Transcript, start: int, end: int) -> None:
    Segment.objects.create(transcript=transcript, start_ms=start, end_ms=end, told={})
    transaction.get_connection().check_constraints()


def test_a_file_takes_the_place_of_everything() -> None:
    transcript = a_written_transcript()

    recordings.replace_all(transcript.pk, [Cue(5, 10, "New")], by=a_moderator())

    assert queries.cues_of(transcript) == [Cue(5, 10, "New")]
    with pytest.raises(Refusal, match="nothing in this file"):
        recordings.replace_all(transcript.pk, [], by=a_moderator())


def test_versions_are_made_from_those_before_them() -> None:
    verbatim = a_written_transcript()
    by = a_moderator()

    english = recordings.make_version(verbatim.pk, Version.TRANSLATION, "en", by=by)

    assert [cue.text for cue in queries.cues_of(english)] == ["", "", ""]
    assert queries.said_beside(english, [Span(1000, 1900)]) == [SAID[1].text]
    with pytest.raises(Refusal, match="such a version already"):
        recordings.make_version(verbatim.pk, Version.TRANSLATION, "en", by=by)
    with pytest.raises(Refusal, match="spoken in that language"):
        recordings.make_version(verbatim.pk, Version.TRANSLATION, "lt", by=by)
    with pytest.raises(Refusal, match="not made from this one"):
        recordings.make_version(verbatim.pk, Version.PUBLIC, "", by=by)


def test_a_public_version_is_agreed_to_by_somebody_else_and_fixed() -> None:
    public, by = a_public_version(), a_moderator()
    recordings.propose(public.pk, by=by)
    with pytest.raises(Refusal, match="You have proposed this"):
        recordings.approve(public.pk, by=by)

    agreed = recordings.approve(public.pk, by=a_second_reader())

    assert agreed.state == Stage.APPROVED
    with pytest.raises(Refusal, match="Two people have agreed"):
        recordings.save(public.pk, [line_of(public, 0, "More")], by=by)
    with pytest.raises(Refusal, match="goes with the public version"):
        recordings.write_index(public.recording_id, [Point(Chapter(3, "More", {}))], by=by)
    for rows in (public.segments, public.recording.points):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            rows.all().delete()
    recordings.take_back(public.pk, by=another_moderator(), reason=WhyTakenBack.NAME)
    recordings.save(public.pk, [line_of(public, 0, "More")], by=by)


def test_no_line_without_words_is_proposed() -> None:
    public = a_public_version()
    recordings.save(public.pk, [], by=a_moderator(), then=Add(Span(3500, 3600)))

    with pytest.raises(Refusal, match="has no words yet"):
        recordings.propose(public.pk, by=a_moderator())


def test_an_index_is_written_and_two_at_one_point_notice_each_other() -> None:
    recording = a_public_version().recording
    point = recording.points.get(at_ms=0)
    mine = Point(Chapter(0, "Mine", {}), point.uuid, point.revision)
    recordings.write_index(recording.pk, [mine], by=a_moderator())

    with pytest.raises(ChangedMeanwhile):
        recordings.write_index(
            recording.pk,
            [Point(Chapter(0, "Theirs", {}), point.uuid, point.revision)],
            by=another_moderator(),
        )
    with pytest.raises(Refusal, match="at the same moment"):
        recordings.write_index(recording.pk, [Point(Chapter(1000, "x", {}))], by=a_moderator())

    assert [each.title for each, _end in queries.chapters_of(recording)] == [
        "Mine",
        INDEX[1].title,
    ]
