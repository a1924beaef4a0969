"""How a point of an index stood before somebody changed it stays, as a line does."""

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
from testimonies.models import EarlierPoint, IndexPoint, Recording
from testimonies.models.conflict import Tie
from testimonies.models.earlier_wording import HowItWent
from testimonies.privacy import vault
from testimonies.recordings import actions as recordings
from testimonies.recordings import records
from testimonies.recordings.actions import Point
from testimonies.recordings.earlier import queries as earlier
from testimonies.recordings.webvtt import Chapter
from testimonies.review.court import actions as court
from testimonies.review.court.actions import Form
from tests.builders_data_requests import an_agreed_erasure
from tests.builders_recordings import INDEX, a_public_version
from tests.builders_review import a_moderator, a_release_officer, another_moderator, signed_in
from tests.journeys.pdf_text import words_of

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, InternalError)


def a_changed_index() -> Recording:
    """The first point written anew by another, the second removed."""
    recording = a_public_version().recording
    first, second = recording.points.order_by("at_ms")
    changed = Chapter(10, "The morning", {"place": "Kretinga"})
    theirs = Point(changed, first.uuid, first.revision)
    recordings.write_index(recording.pk, [theirs], by=another_moderator())
    gone = Point(INDEX[1], second.uuid, second.revision, is_removed=True)
    recordings.write_index(recording.pk, [gone], by=a_moderator())
    return recording


def stood(recording: Recording) -> list[tuple[str, str, str]]:
    found = earlier.of_points(recording, earlier.changed_points(recording))
    return [
        (wording.said.title, wording.replaced_by, wording.how)
        for each in found
        for wording in each.wordings
    ]


def test_each_wording_stays_with_whose_it_was_and_who_changed_it() -> None:
    recording = a_changed_index()

    assert stood(recording) == [
        (INDEX[0].title, str(another_moderator().email), HowItWent.CHANGED),
        (INDEX[1].title, str(a_moderator().email), HowItWent.REMOVED),
    ]
    kept, now_there = EarlierPoint.objects.get(at_ms=0), recording.points.get()
    assert (kept.written_by, kept.revision, kept.point) == (a_moderator(), 1, now_there.uuid)
    assert (now_there.written_by, now_there.written_at) == (another_moderator(), kept.replaced_at)


def test_what_a_file_replaces_stays_and_what_stands_as_it_was_leaves_none() -> None:
    recording = a_public_version().recording
    same = [
        Point(chapter, each.uuid, each.revision)
        for chapter, each in zip(INDEX, recording.points.order_by("at_ms"), strict=True)
    ]

    recordings.write_index(recording.pk, same, by=a_moderator())
    assert stood(recording) == []
    recordings.write_index(recording.pk, [Point(Chapter(2000, "Later", {}))], by=a_moderator())
    assert stood(recording) == []
    recordings.replace_index(recording.pk, INDEX, by=a_moderator())

    assert [how for _title, _by, how in stood(recording)] == ["file"] * 3
    assert recording.points.count() == len(INDEX)


def test_the_database_keeps_each_point_before_it_goes_and_as_it_was() -> None:
    recording = a_changed_index()
    point, kept = IndexPoint.objects.get(), EarlierPoint.objects.get(at_ms=0)
    blob = vault.seal({"title": "x"}, place="a", row=kept.uuid)
    ways: list[Callable[[], Any]] = [
        lambda: IndexPoint.objects.all().delete(),
        lambda: IndexPoint.objects.filter(pk=point.pk).update(at_ms=50),
        lambda: IndexPoint.objects.filter(pk=point.pk).update(revision=point.revision + 1),
        lambda: _overwritten("indexpoint", point.pk, blob),
        lambda: _overwritten("earlierpoint", kept.pk, blob),
        lambda: EarlierPoint.objects.filter(pk=kept.pk).update(at_ms=2),
        lambda: EarlierPoint.objects.filter(pk=kept.pk).update(replaced_by=a_moderator()),
        lambda: EarlierPoint.objects.all().delete(),
    ]

    for way in ways:
        with pytest.raises(REFUSED), transaction.atomic():
            way()

    assert len(stood(recording)) == 2


def _overwritten(table: str, pk: int, blob: bytes) -> None:
    with connection.cursor() as cursor:
        said = f"UPDATE testimonies_{table} SET told = %s WHERE id = %s"  # noqa: S608
        cursor.execute(said, [blob, pk])


def test_another_key_encrypts_them_anew(settings: Settings) -> None:
    recording = a_changed_index()
    before = stood(recording)
    settings.DATA_KEYS = {"next": b"n" * 32} | settings.DATA_KEYS

    for model in (IndexPoint, EarlierPoint):
        for each in model.objects.all():
            each.told = dict(each.told)
            each.save(update_fields=["told"])
    settings.DATA_KEYS = {"next": b"n" * 32}

    assert stood(recording) == before
    assert IndexPoint.objects.get().told["title"] == "The morning"


def test_the_desk_shows_them_beside_what_stands_there_now() -> None:
    recording = a_changed_index()
    client, paper = signed_in(a_moderator()), recording.evidence
    assert paper.submission
    place = {"reference": paper.submission.reference, "paper": paper.uuid}
    name = "admin:testimonies_submission_recording_index"
    address = reverse(f"{name}_earlier", kwargs=place)

    index = client.get(reverse(name, kwargs=place)).content.decode()
    every = " ".join(client.get(address).content.decode().split())

    assert f'href="{address}"' in index
    assert all(words in every for words in (INDEX[0].title, INDEX[1].title, "The morning"))
    assert "This point is not there any more." in every
    assert f"Changed: {another_moderator().email}" in every


def test_a_court_reads_every_wording_and_whoever_told_it_reads_them_without_names() -> None:
    recording = a_changed_index()
    paper = recording.evidence
    assert paper.submission_id

    told, drawn = (
        court.export(paper.submission_id, form, by=a_moderator(), reason="2-17/2026").content
        for form in (Form.JSON, Form.PDF)
    )
    own = records.of_paper(paper, beside="voice.wav")

    (index,) = json.loads(told)["indexes"]
    assert [each["title"] for each in index["earlier"]] == [each.title for each in INDEX]
    assert index["earlier"][0]["written_by"] == a_moderator().email
    assert index["points"][0]["title"] == "The morning"
    assert "Themorning" in words_of(drawn)
    assert "Whotoldthem" in words_of(drawn)
    assert own
    assert [each["title"] for each in own["index_earlier"]] == [each.title for each in INDEX]
    assert str(another_moderator().email) not in json.dumps(own)


def test_erasing_the_case_erases_them() -> None:
    submission = a_changed_index().evidence.submission
    assert submission

    request = an_agreed_erasure(submission)
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")

    assert not any(model.objects.exists() for model in (EarlierPoint, IndexPoint, Recording))


def test_the_database_keeps_whoever_keeps_away_from_changing_a_point() -> None:
    recording = a_changed_index()
    who, submission = another_moderator(), recording.evidence.submission
    assert submission
    before = stood(recording)
    conflicts.declare(submission.reference, Tie.FAMILY, of=who, by=who)
    (point,) = recording.points.all()

    for chapters in ([Point(INDEX[0], point.uuid, point.revision)], [Point(INDEX[1])]):
        with pytest.raises(REFUSED, match="keeps away"), transaction.atomic():
            recordings.write_index(recording.pk, chapters, by=who)
    with pytest.raises(REFUSED, match="keeps away"), transaction.atomic():
        EarlierPoint.objects.create(
            recording=recording,
            point=point.uuid,
            revision=point.revision,
            at_ms=point.at_ms,
            told=point.told,
            replaced_by=who,
            how=HowItWent.CHANGED,
        )

    assert stood(recording) == before
