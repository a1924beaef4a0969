"""Whoever shares the work out sees who has what in hand, and compares nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from testimonies.care import actions as care
from testimonies.care.rules import OwnWay
from testimonies.care.team import policies, queries
from testimonies.conflicts import actions as conflicts
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Message, QueueEntry
from testimonies.models.care import Topic
from testimonies.models.conflict import Tie
from testimonies.review import actions as review
from testimonies.review.taking import actions as taking
from tests.builders_intake import a_submitted_testimony
from tests.builders_people import a_mention, judged, the_same_in_russian
from tests.builders_review import (
    a_moderator,
    a_second_reader,
    a_testimony_in_review,
    another_moderator,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/testimonies/submission/"
#: In minutes, and a number that stands in no time, day or reference.
PAUSE = 1357
TEAM = f"{QUEUE}team/"


def a_coordinator() -> User:
    return staff(Role.COORDINATOR, email="coordinator@example.org")


def desk() -> Client:
    return signed_in(a_coordinator())


def row_of(user: User, reader: User | None = None) -> queries.Colleague:
    return next(each for each in queries.team(reader or a_coordinator()) if each.user == user)


def test_they_see_who_has_what_in_hand_and_what_the_team_agreed() -> None:
    testimony = a_testimony_in_review()
    review.accept(testimony.pk, by=a_moderator())
    held = a_testimony_in_review().submission
    care.keep(
        OwnWay(("lt",), 1, (1, 5), frozenset({Topic.TORTURE}), pause_minutes=PAUSE),
        by=a_moderator(),
    )

    page = " ".join(desk().get(TEAM).content.decode().split())

    for words in ("reads Lithuanian", "works on Monday, Friday", "no room now", held.reference):
        assert words in page.replace("\u2011", "-")
    assert "torture" not in page
    assert str(PAUSE) not in page
    assert (row_of(a_moderator()).done, len(row_of(a_moderator()).held)) == (1, 1)


def test_the_share_of_what_is_hard_is_said_of_five_cases_and_more() -> None:
    cases = [a_submitted_testimony() for _each in range(5)]
    care.note(cases[0].pk, [Topic.HUNGER], by=another_moderator())
    client = signed_in(a_moderator())
    for each in cases[:4]:
        client.get(f"{QUEUE}{each.reference}/")
    assert row_of(a_moderator()).hard is None

    client.get(f"{QUEUE}{cases[4].reference}/")

    assert row_of(a_moderator()).hard == 20
    assert row_of(another_moderator()).hard is None


def test_it_is_given_into_other_hands_with_a_note() -> None:
    submission = a_testimony_in_review().submission
    place = f"{QUEUE}{submission.reference}/share-out/"
    page = desk().get(place).content.decode()
    assert a_moderator().email in page
    another_moderator()

    said = {"to": str(another_moderator().pk), "note": "Rasa is ill."}
    answer = desk().post(place, said, follow=True).content.decode()

    assert "It is in your colleague’s hands now, with your note." in answer
    assert QueueEntry.objects.get(submission=submission).assignee == another_moderator()
    assert Message.objects.get(is_internal=True).body == "Rasa is ill."
    line = CustodyEvent.objects.get(event="submission.shared_out")
    assert line.detail == {"to": str(another_moderator()), "of": str(a_moderator())}


def test_only_whoever_has_room_and_is_here_is_offered() -> None:
    mine, free = a_testimony_in_review().submission, a_submitted_testimony()
    care.keep(OwnWay(most_in_hand=1), by=a_moderator())
    another_moderator()

    answer = desk().post(
        f"{QUEUE}{free.reference}/share-out/", {"to": str(a_moderator().pk), "note": "Yours?"}
    )

    page = answer.content.decode()
    assert a_moderator().email not in page
    assert another_moderator().email in page
    assert "Yours?" in page
    with pytest.raises(Refusal, match="no room"):
        taking.share_out(free.pk, to=a_moderator(), note="Yours?", by=a_coordinator())
    assert QueueEntry.objects.get(submission=free).assignee is None
    assert QueueEntry.objects.get(submission=mine).assignee == a_moderator()
    assert not CustodyEvent.objects.filter(event="submission.shared_out").exists()


def test_the_page_asks_as_often_for_many_colleagues_as_for_two(
    django_assert_num_queries: Any,
) -> None:
    submission = a_submitted_testimony()
    for user in (a_moderator(), another_moderator()):
        care.keep(OwnWay(most_in_hand=2), by=user)
    client, place = desk(), f"{QUEUE}{submission.reference}/share-out/"
    client.get(place)
    with CaptureQueriesContext(connection) as few:
        client.get(place)
    for number in range(5):
        care.keep(OwnWay(most_in_hand=2), by=staff(Role.MODERATOR, email=f"m{number}@example.org"))

    with django_assert_num_queries(len(few)):
        page = client.get(place).content.decode()

    assert "m4@example.org" in page


def test_whoever_keeps_away_from_it_is_not_offered() -> None:
    own, told = a_submitted_testimony(), a_mention()
    person = judged(told, the_same_in_russian()).person
    conflicts.declare(own.reference, Tie.FAMILY, of=a_moderator(), by=a_moderator())
    conflicts.declare(person.reference, Tie.FAMILY, of=another_moderator(), by=a_moderator())

    assert told.submission
    of_own = set(policies.who_may_have(own))
    of_told = set(policies.who_may_have(told.submission))

    assert (a_moderator() in of_own, another_moderator() in of_own) == (False, True)
    assert (a_moderator() in of_told, another_moderator() in of_told) == (True, False)


def test_from_what_they_keep_away_they_see_nobody_work() -> None:
    submission = a_testimony_in_review().submission
    conflicts.declare(submission.reference, Tie.FAMILY, of=a_coordinator(), by=a_coordinator())

    page = desk().get(TEAM).content.decode()

    assert submission.reference not in page.replace("\u2011", "-")
    assert row_of(a_moderator()).held == []
    assert desk().get(f"{QUEUE}{submission.reference}/share-out/").status_code == 404


def test_others_see_no_team_and_a_coordinator_decides_nothing() -> None:
    submission = a_submitted_testimony()

    for user in (a_moderator(), a_second_reader()):
        assert signed_in(user).get(TEAM).status_code == 403
        assert "Who has what in hand" not in signed_in(user).get(QUEUE).content.decode()

    assert "Who has what in hand" in desk().get(QUEUE).content.decode()
    for act in ("take-up", "take", "decline"):
        assert desk().post(f"{QUEUE}{submission.reference}/{act}/").status_code == 403
