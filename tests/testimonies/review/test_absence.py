"""Nothing is given to a colleague who is away, and what they have in hand says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from accounts.models import Absence
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, QueueEntry
from testimonies.review.taking import actions as taking
from testimonies.review.taking import policies
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, another_moderator, signed_in

pytestmark = pytest.mark.django_db

QUEUE = "/admin/testimonies/submission/"


def away(first: int = 0, last: int = 3) -> str:
    days = {"first_on": localdate() + timedelta(first), "last_on": localdate() + timedelta(last)}
    page = signed_in(another_moderator()).post(f"{QUEUE}away/", days, follow=True)
    return page.content.decode()


def test_who_is_away_is_offered_to_nobody_and_given_nothing() -> None:
    submission = a_submitted_testimony()
    assert another_moderator() in policies.colleagues(submission)

    assert "nothing is given to you then" in away()

    assert another_moderator() not in policies.colleagues(submission)
    with pytest.raises(Refusal):
        taking.pass_on(submission.pk, to=another_moderator(), note="Yours?", by=a_moderator())
    assert QueueEntry.objects.get().assignee is None


def test_what_they_have_in_hand_says_that_they_are_away() -> None:
    submission = a_submitted_testimony()
    taking.take(submission.pk, by=another_moderator())

    away()

    client = signed_in(a_moderator())
    for address in (QUEUE, f"{QUEUE}{submission.reference}/"):
        assert "away until" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("first", "last", "is_offered"), [(1, 3, True), (-3, 0, False), (0, 0, False)]
)
def test_the_first_and_the_last_day_are_days_away(first: int, last: int, is_offered: bool) -> None:
    submission = a_submitted_testimony()

    away(first, last)

    assert (another_moderator() in policies.colleagues(submission)) is is_offered


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [(3, 1, "The last day lies before the first."), (-3, -1, "These days are over.")],
)
def test_impossible_days_are_refused_with_a_sentence(first: int, last: int, why: str) -> None:
    assert why in away(first, last)

    assert not Absence.objects.exists()
    assert not CustodyEvent.objects.filter(event="staff.away").exists()


def test_another_absence_takes_its_place_and_one_comes_back_sooner() -> None:
    submission = a_submitted_testimony()
    away()
    away(0, 9)
    assert Absence.objects.get().last_on == localdate() + timedelta(9)

    signed_in(another_moderator()).post(f"{QUEUE}away/back/")

    assert another_moderator() in policies.colleagues(submission)
    assert CustodyEvent.objects.filter(event="staff.back").count() == 1
