"""How a line stood before somebody changed it stays, and nobody alters it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.urls import reverse
from pytest_django import Settings

from testimonies.conflicts import actions as conflicts
from testimonies.data_requests import actions as data_requests
from testimonies.models import EarlierLine, Evidence, IndexPoint, Recording, Segment, Transcript
from testimonies.models.conflict import Tie
from testimonies.models.earlier_wording import HowItWent
from testimonies.models.recording import Version
from testimonies.privacy import vault
from testimonies.recordings import actions as recordings
from testimonies.recordings.actions import Join, Remove
from testimonies.recordings.earlier import queries as earlier
from testimonies.recordings.webvtt import Cue
from testimonies.review.court import actions as court
from testimonies.review.court.actions import Form
from tests.builders_data_requests import an_agreed_erasure
from tests.builders_recordings import SAID, a_public_version, a_written_transcript
from tests.builders_review import a_moderator, a_release_officer, another_moderator, signed_in
from tests.journeys.pdf_text import words_of
from tests.testimonies.recordings.test_writing import line_of

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, InternalError)


def a_changed_transcript() -> Transcript:
    """The first line written anew by another, the second joined with the third."""
    transcript = a_written_transcript()
    theirs = line_of(transcript, 0, "They came at five.")
    recordings.save(transcript.pk, [theirs], by=another_moderator())
    second = transcript.segments.get(start_ms=1000)
    recordings.save(transcript.pk, [], by=a_moderator(), then=Join(second.uuid))
    return transcript


def stood(transcript: Transcript) -> list[tuple[str, str, str]]:
    found = earlier.of_lines(transcript, earlier.changed_lines(transcript))
    return [
        (wording.said.text, wording.replaced_by, wording.how)
        for each in found
        for wording in each.wordings
    ]


def test_each_wording_stays_with_whose_it_was_and_who_changed_it() -> None:
    transcript = a_changed_transcript()

    assert stood(transcript) == [
        (SAID[0].text, str(another_moderator().email), HowItWent.CHANGED),
        (SAID[1].text, str(a_moderator().email), HowItWent.CHANGED),
        (SAID[2].text, str(a_moderator().email), HowItWent.JOINED),
    ]
    kept = EarlierLine.objects.get(start_ms=0)
    assert (kept.written_by, kept.revision) == (a_moderator(), 1)
    assert kept.written_at
    now_there = transcript.segments.get(start_ms=0)
    assert (now_there.written_by, now_there.written_at) == (another_moderator(), kept.replaced_at)


def test_what_is_removed_and_what_a_file_replaces_stays_too() -> None:
    transcript = a_written_transcript()
    first = transcript.segments.get(start_ms=0)

    recordings.save(transcript.pk, [], by=a_moderator(), then=Remove(first.uuid))
    recordings.replace_all(transcript.pk, [Cue(5, 10, "New")], by=a_moderator())
    recordings.save(transcript.pk, [line_of(transcript, 0)], by=a_moderator())  # nothing new

    assert [how for _text, _by, how in stood(transcript)] == ["removed", "file", "file"]


def test_the_database_keeps_each_line_before_it_goes_and_as_it_was() -> None:
    transcript = a_changed_transcript()
    line, kept = Segment.objects.get(start_ms=0), EarlierLine.objects.get(start_ms=0)
    blob = vault.seal({"speaker": "", "text": "x"}, place="a", row=kept.uuid)
    ways: list[Callable[[], Any]] = [
        lambda: Segment.objects.filter(pk=line.pk).delete(),
        lambda: Segment.objects.filter(pk=line.pk).update(revision=line.revision + 1),
        lambda: _overwritten("segment", line.pk, blob),
        lambda: _overwritten("earlierline", kept.pk, blob),
        lambda: EarlierLine.objects.filter(pk=kept.pk).update(end_ms=2),
        lambda: EarlierLine.objects.filter(pk=kept.pk).update(replaced_by=a_moderator()),
        lambda: EarlierLine.objects.all().delete(),
    ]

    for way in ways:
        with pytest.raises(REFUSED), transaction.atomic():
            way()

    assert len(stood(transcript)) == 3


def _overwritten(table: str, pk: int, blob: bytes) -> None:
    with connection.cursor() as cursor:
        said = f"UPDATE testimonies_{table} SET told = %s WHERE id = %s"  # noqa: S608
        cursor.execute(said, [blob, pk])


def test_another_key_encrypts_them_anew(settings: Settings) -> None:
    transcript = a_changed_transcript()
    before = stood(transcript)
    settings.DATA_KEYS = {"next": b"n" * 32} | settings.DATA_KEYS

    for model in (Segment, EarlierLine):
        for each in model.objects.all():
            each.told = dict(each.told)
            each.save(update_fields=["told"])
    settings.DATA_KEYS = {"next": b"n" * 32}

    assert stood(transcript) == before
    assert Segment.objects.filter(start_ms=0).get().told["text"] == "They came at five."


def test_the_desk_shows_them_at_the_line_and_all_together() -> None:
    transcript = a_changed_transcript()
    client, paper = signed_in(a_moderator()), transcript.recording.evidence
    assert paper.submission
    place: dict[str, Any] = {
        "reference": paper.submission.reference,
        "paper": paper.uuid,
        "transcript": transcript.uuid,
    }
    name = "admin:testimonies_submission_recording"

    lines = client.get(reverse(f"{name}_lines", kwargs=place)).content.decode()
    address = reverse(f"{name}_earlier", kwargs=place)
    every = client.get(address).content.decode()
    first = transcript.segments.get(start_ms=0).uuid.hex
    one = client.get(address, {"line": first}).content.decode()

    assert f"{address}?line={first}" in lines
    assert "1 earlier wording" in " ".join(lines.split())
    assert all(cue.text in every for cue in SAID)
    assert "This line is not there any more." in every
    assert SAID[0].text in one
    assert SAID[1].text not in one
    assert "They came at five." in one


def test_a_court_reads_every_wording_and_whose_it_was() -> None:
    transcript = a_changed_transcript()
    paper = transcript.recording.evidence
    assert paper.submission_id

    told = _exported(paper, Form.JSON)
    drawn = words_of(_exported(paper, Form.PDF))

    (version,) = json.loads(told)["said"]
    assert [each["text"] for each in version["earlier"]] == [cue.text for cue in SAID]
    assert version["earlier"][0]["written_by"] == a_moderator().email
    assert version["lines"][0]["text"] == "They came at five."
    assert "Theycameatfive." in drawn
    assert "Mydollstayedbehind." in drawn


def _exported(paper: Evidence, form: Form) -> bytes:
    assert paper.submission_id
    return court.export(paper.submission_id, form, by=a_moderator(), reason="2-17/2026").content


def test_erasing_the_case_erases_them() -> None:
    transcript = a_changed_transcript()
    submission = transcript.recording.evidence.submission
    assert submission

    request = an_agreed_erasure(submission)
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")

    assert not any(model.objects.exists() for model in (EarlierLine, Segment, Recording))


def test_the_database_keeps_whoever_keeps_away_from_writing_and_deciding() -> None:
    public = a_public_version()
    paper, who = public.recording.evidence, another_moderator()
    assert paper.submission
    verbatim = Transcript.objects.get(version=Version.VERBATIM)
    recordings.save(verbatim.pk, [line_of(verbatim, 0, "Theirs")], by=who)
    conflicts.declare(paper.submission.reference, Tie.FAMILY, of=who, by=who)
    before = stood(verbatim)

    ways: list[Callable[[], Any]] = [
        lambda: recordings.save(verbatim.pk, [line_of(verbatim, 0, "Again")], by=who),
        lambda: recordings.replace_all(verbatim.pk, SAID, by=who),
        lambda: recordings.make_version(verbatim.pk, Version.TRANSLATION, "en", by=who),
        lambda: recordings.propose(public.pk, by=who),
        lambda: IndexPoint.objects.create(
            recording=public.recording, at_ms=5, told={}, written_by=who
        ),
        lambda: Segment.objects.create(
            transcript=public, start_ms=3500, end_ms=3600, told={}, written_by=who
        ),
    ]
    for way in ways:
        with pytest.raises(REFUSED, match="keeps away"), transaction.atomic():
            way()
    recordings.propose(public.pk, by=a_moderator())
    with pytest.raises(REFUSED, match="keeps away"), transaction.atomic():
        recordings.approve(public.pk, by=who)

    assert stood(verbatim) == before
