"""The end of a waiting time makes a task for a person, never a publication."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from testimonies.errors import Refusal
from testimonies.models import ConsentRecord, CustodyEvent, Testimony
from testimonies.models.testimony import Publication
from testimonies.review import actions as review
from testimonies.review.embargoes import actions as embargoes
from testimonies.review.embargoes import queries
from tests.builders_review import a_moderator, an_accepted_testimony, signed_in

pytestmark = pytest.mark.django_db


def closed_until(days: int) -> Testimony:
    """An accepted testimony that was closed until a day, so many days from now."""
    far = {
        "embargo": ["until_date"], "until_0": ["1"], "until_1": ["1"], "until_2": ["2090"],
    }  # fmt: skip
    testimony = an_accepted_testimony(waiting=far)
    day = localdate() + timedelta(days=days)
    ConsentRecord.objects.filter(submission=testimony.submission).update(embargo_until=day)
    return testimony


def test_the_day_comes_and_a_person_publishes() -> None:
    testimony = closed_until(0)

    assert embargoes.notice(at=now()) == 1
    assert embargoes.notice(at=now()) == 0

    testimony.refresh_from_db()
    assert testimony.publication == Publication.UNPUBLISHED
    assert CustodyEvent.objects.filter(event="consent.embargo_over").count() == 1
    desk = signed_in(a_moderator())
    assert "The waiting time of 1 testimony is over" in desk.get("/admin/").content.decode()
    page = desk.get("/admin/testimonies/submission/waiting-time-over/").content.decode()
    assert testimony.submission.reference in page
    review.publish(testimony.pk, by=a_moderator())
    assert not queries.due().exists()


def test_a_voice_alone_that_everybody_may_hear_makes_a_task_too() -> None:
    testimony = closed_until(0)
    ConsentRecord.objects.update(
        text="archive", documents="archive", photographs="archive", recording="public"
    )

    embargoes.notice(at=now())

    assert queries.due().get().submission == testimony.submission
    assert queries.is_due(ConsentRecord.objects.get())
    assert review.publish(testimony.pk, by=a_moderator()).published_parts == ["recordings"]


def test_a_day_that_has_not_come_makes_no_task() -> None:
    closed_until(1)

    assert embargoes.notice(at=now()) == 0


def test_somebody_may_look_and_leave_it_closed() -> None:
    testimony = closed_until(-3)
    embargoes.notice(at=now())
    client, address = signed_in(a_moderator()), testimony.submission.reference

    assert client.post(f"/admin/testimonies/submission/{address}/keep-closed/").status_code == 302

    assert not queries.due().exists()
    consent = ConsentRecord.objects.get()
    assert consent.embargo_seen_by == a_moderator()
    with pytest.raises(Refusal):
        embargoes.keep_closed(testimony.submission_id, by=a_moderator())
    assert Client().get(f"/en/archive/testimonies/{testimony.reference}/").status_code == 404
