"""How somebody works: limits that the team knows, what is theirs alone, and the next case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from testimonies.care import actions as care
from testimonies.care import queries, rules, topics
from testimonies.care.rules import Look, OwnWay, Pause
from testimonies.models import Care, ContentNote, CustodyEvent, QueueEntry, Submission
from testimonies.models.care import Topic
from testimonies.redactions import actions as redactions
from testimonies.redactions.actions import Words
from testimonies.redactions.answers import SEALED
from testimonies.review import actions as review
from testimonies.review.sealed import actions as seals
from testimonies.review.taking import actions as taking
from tests.builders_claims import a_recorded_claim
from tests.builders_intake import a_submitted_testimony
from tests.builders_redactions import a_white_picture, an_accepted_testimony_with, paper_of
from tests.builders_restraints import suspended
from tests.builders_review import (
    a_moderator,
    a_second_reader,
    a_testimony_in_review,
    an_accepted_testimony,
    an_administrator,
    an_assessor,
    another_moderator,
    signed_in,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/testimonies/submission/"
SAID: dict[str, Any] = {
    "languages": ["lt", "en"],
    "most_in_hand": "3",
    "days": ["1", "2"],
    "rather_not": ["child_deaths"],
    "is_grey": "on",
    "pause_minutes": "45",
    "pause_cases": "",
}
NOON = datetime(2026, 3, 25, 12, tzinfo=UTC)


def next_for(user: User) -> str:
    """The reference of what is suggested; empty for nothing."""
    answer = signed_in(user).get(f"{QUEUE}next/")
    return str(answer["Location"]).removeprefix(QUEUE).strip("/")


def noted(submission: Submission, *there: Topic) -> None:
    care.note(submission.pk, there, by=another_moderator())


def seen(submission: Submission, user: User | None = None) -> frozenset[Topic]:
    return topics.of([submission.pk], reader=user or a_moderator()).get(submission.pk, frozenset())


def test_it_is_kept_as_it_was_said_and_shown_to_nobody_else() -> None:
    client = signed_in(a_moderator())

    answer = client.post(f"{QUEUE}how-i-work/", SAID, follow=True)

    assert "It is kept, and holds from now on." in answer.content.decode()
    way = queries.own_way(a_moderator())
    assert (way.languages, way.most_in_hand, way.days) == (("lt", "en"), 3, (1, 2))
    assert (way.rather_not, way.is_grey) == (frozenset({Topic.CHILD_DEATHS}), True)
    assert (way.pause_minutes, way.pause_cases) == (45, None)
    page = client.get(f"{QUEUE}how-i-work/").content.decode()
    assert page.count("checked") == 8  # two languages, two days, a topic, grey, 45, none
    assert queries.own_way(another_moderator()) == OwnWay()
    assert CustodyEvent.objects.get(event="staff.own_way_changed").detail == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM testimonies_care AS c")
        assert "child_deaths" not in cursor.fetchone()[0]


def test_nothing_said_is_everything_allowed_and_odd_numbers_are_refused() -> None:
    client = signed_in(a_moderator())

    client.post(f"{QUEUE}how-i-work/", {})
    wrong = client.post(f"{QUEUE}how-i-work/", {"most_in_hand": "0", "days": ["8"]})

    assert queries.own_way(a_moderator()) == OwnWay()
    assert wrong.content.decode().count("error-") > 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Care.objects.update(most_in_hand=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Care.objects.update(days=[1, 8])


def test_the_oldest_that_fits_is_suggested_and_asking_again_gives_another() -> None:
    first, second = a_submitted_testimony(), a_submitted_testimony()
    care.keep(OwnWay(languages=("en",)), by=a_moderator())
    client = signed_in(a_moderator())

    page = client.get(f"{QUEUE}next/", follow=True).content.decode()

    assert f"{first.reference} · Atmintis" in page
    assert next_for(a_moderator()) == second.reference
    assert QueueEntry.objects.filter(assignee=None).count() == 2
    care.keep(OwnWay(languages=("lv",)), by=another_moderator())
    assert next_for(another_moderator()) == ""
    told = signed_in(another_moderator()).get(f"{QUEUE}next/", follow=True).content.decode()
    assert "Nothing else that fits you waits now." in told


def test_what_somebody_would_rather_not_read_is_passed_over_without_a_word() -> None:
    hard, other = a_submitted_testimony(), a_submitted_testimony()
    noted(hard, Topic.HUNGER)
    care.keep(OwnWay(rather_not=frozenset({Topic.HUNGER})), by=a_moderator())

    answer = signed_in(a_moderator()).get(f"{QUEUE}next/", follow=True).content.decode()

    assert other.reference in answer.replace("\u2011", "-")
    assert hard.reference in signed_in(a_moderator()).get(QUEUE).content.decode()
    assert next_for(a_second_reader()) == ""  # nothing waits for a second reader


def test_what_a_colleague_is_at_or_nobody_may_decide_is_not_suggested() -> None:
    opened, held, mine = (a_submitted_testimony() for _each in range(3))
    signed_in(another_moderator()).get(f"{QUEUE}{opened.reference}/")
    suspended(held.case)
    taking.take(mine.pk, by=another_moderator())

    assert next_for(a_moderator()) == ""


def test_nobody_is_led_to_the_second_step_after_the_first() -> None:
    testimony = a_testimony_in_review()
    review.accept(testimony.pk, by=a_moderator())

    assert next_for(a_moderator()) == ""
    assert next_for(a_second_reader()) == testimony.submission.reference


def test_an_assessor_is_led_to_claims() -> None:
    claim = a_recorded_claim(an_accepted_testimony().submission)

    assert next_for(an_assessor()) == claim.submission.reference


def test_whoever_has_enough_in_hand_is_given_no_more() -> None:
    one, two = a_submitted_testimony(), a_submitted_testimony()
    care.keep(OwnWay(most_in_hand=1), by=a_moderator())
    taking.take(one.pk, by=a_moderator())

    answer = signed_in(a_moderator()).get(f"{QUEUE}next/", follow=True).content.decode()

    assert "You have as many in hand as you wanted." in answer
    said = {"pass-on-to": str(a_moderator().pk), "pass-on-note": "Yours?"}
    desk = signed_in(another_moderator())
    refused = desk.post(f"{QUEUE}{two.reference}/pass-on/", said).content.decode()
    assert "This colleague cannot work on it." in refused
    assert QueueEntry.objects.get(submission=two).assignee is None


def test_what_is_hard_follows_from_what_was_told_until_somebody_says_otherwise() -> None:
    submission = a_submitted_testimony()
    assert seen(submission) == frozenset()
    submission.mentions.update(
        fate="died_in_exile", birth_earliest="1938-01-01", death_latest="1942-12-31"
    )
    assert seen(submission) == {Topic.CHILD_DEATHS}

    noted(submission, Topic.TORTURE)

    assert seen(submission) == {Topic.TORTURE}
    assert set(ContentNote.objects.values_list("topic", "is_there")) == {
        ("child_deaths", False),
        ("torture", True),
    }
    line = CustodyEvent.objects.get(event="submission.content_noted")
    assert line.detail == {}
    noted(submission, Topic.TORTURE)
    assert CustodyEvent.objects.filter(event="submission.content_noted").count() == 1


def test_what_is_under_seal_is_a_topic_only_for_whoever_opens_seals() -> None:
    submission = a_submitted_testimony(
        one_more_page={"open": ["yes"]}, under_seal={"sealed": ["What he did."]}
    )

    said = Words(SEALED, "What he did", "sexual_violence")
    assessor = an_assessor()
    seals.open_seal(submission.pk, by=assessor, reason="To read it")
    redactions.propose_words(submission.pk, said, by=assessor)

    assert seen(submission) == frozenset()
    assert seen(submission, an_assessor()) == {Topic.SEXUAL_VIOLENCE}


def test_the_case_says_what_it_tells_of_and_readers_say_more() -> None:
    submission = a_submitted_testimony()
    client, place = signed_in(a_moderator()), f"{QUEUE}{submission.reference}/"

    client.post(f"{place}content-notes/", {"topics": ["torture", "hunger"]})

    screen = client.get(place).content.decode()
    assert "torture and beatings" in screen
    assert "hunger and illness" in screen
    page = client.get(f"{place}content-notes/").content.decode()
    assert "somebody who read it says so" in page
    wrong = client.post(f"{place}content-notes/", {"topics": ["weather"]})
    assert "weather" in wrong.content.decode()
    assert seen(submission) == {Topic.TORTURE, Topic.HUNGER}


@pytest.mark.parametrize(
    ("minutes_ago", "way", "pause"),
    [
        ([50, 40, 30, 15, 0], {"pause_minutes": 45}, Pause(50, 1)),
        ([50, 25, 0], {"pause_minutes": 45}, None),
        ([90, 40, 30, 15, 5], {"pause_minutes": 45}, None),
        ([50, 40, 30], {"pause_minutes": 45}, None),
        ([10, 5, 0], {"pause_cases": 2}, Pause(10, 2)),
        ([10, 5, 0], {"pause_cases": 3}, None),
        ([], {"pause_minutes": 30}, None),
    ],
)
def test_a_pause_is_told_after_long_reading_without_one(
    minutes_ago: list[int], way: dict[str, Any], pause: Pause | None
) -> None:
    looks = [
        Look(f"BA-{number % 3}", NOON - timedelta(minutes=ago))
        for number, ago in reversed(list(enumerate(minutes_ago)))
    ]

    found = rules.pause_after(
        replace(OwnWay(), **way), looks, frozenset({"BA-0", "BA-1"}), at=NOON
    )

    assert found == pause


def test_the_reminder_stands_on_the_page_and_stops_nobody() -> None:
    hard, other = a_submitted_testimony(), a_submitted_testimony()
    noted(hard, Topic.TORTURE)
    care.keep(OwnWay(pause_cases=1), by=a_moderator())
    client = signed_in(a_moderator())
    assert "without a pause" not in client.get(f"{QUEUE}{hard.reference}/").content.decode()

    page = client.get(f"{QUEUE}{other.reference}/").content.decode()

    assert "You have read 1 hard case without a pause." in " ".join(page.split())
    assert "Take up" in page
    colleague = signed_in(another_moderator())
    colleague.get(f"{QUEUE}{hard.reference}/")
    assert "a pause" not in colleague.get(f"{QUEUE}{other.reference}/").content.decode()


def test_pictures_are_grey_first_for_whoever_wants_it() -> None:
    testimony = an_accepted_testimony_with(a_white_picture((60, 40)), "yard.jpg")
    paper = paper_of(testimony)
    client, place = signed_in(a_moderator()), f"{QUEUE}{testimony.submission.reference}/"
    grey = f"{place}papers/{paper.uuid}/grey/"
    assert grey not in client.get(place).content.decode()

    care.keep(OwnWay(is_grey=True), by=a_moderator())

    assert grey in client.get(place).content.decode()
    assert 'class="desk-grey"' in client.get(grey).content.decode()
    assert signed_in(an_administrator()).get(grey).status_code == 404
    elsewhere = f"{QUEUE}{a_submitted_testimony().reference}/papers/{paper.uuid}/grey/"
    assert client.get(elsewhere).status_code == 404
