"""The queue is narrowed by what is known of each, and says how many there are of each choice."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils.timezone import now

from testimonies.intake import actions as intake
from testimonies.models import QueueEntry, QueueTally, Submission
from testimonies.review import actions as review
from testimonies.review.counting import actions as counting
from tests.builders_claims import a_recorded_claim
from tests.builders_flags import a_flag
from tests.builders_intake import a_submitted_testimony
from tests.builders_restraints import held, let_go, suspended
from tests.builders_review import (
    a_moderator,
    a_read_testimony,
    a_testimony_in_review,
    another_moderator,
    signed_in,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/testimonies/submission/"
CHOICE = re.compile(r'<li[^>]*>\s*<a href="([^"]*)"[^>]*>([^<]*) \((\d+)\)</a>')


def test_beside_each_choice_stands_how_many_there_are() -> None:
    a_submitted_testimony(language="lt")
    claim = a_recorded_claim(a_submitted_testimony(language="lv"))
    a_read_testimony()

    numbers = _numbers(signed_in(a_moderator()))

    assert numbers["a first reader"] == 2
    assert numbers["a second reader"] == 1
    assert numbers["work on a claim"] == 1
    assert numbers["an answer of the submitter"] == 0
    assert numbers["Testimony"] == 3
    assert numbers["Claim"] == 1
    assert numbers["recorded"] == 1
    assert (
        sum(numbers[name] for name in ("Lithuanian", "Latvian", "English") if name in numbers) == 4
    )
    assert claim.forum_country
    assert numbers["mine"] == 0
    assert numbers["nobody’s"] == 4


def test_what_is_chosen_narrows_the_numbers_of_the_others_and_the_list() -> None:
    testimony = a_submitted_testimony(language="lt")
    claim = a_recorded_claim(testimony).submission
    client = signed_in(a_moderator())

    page = client.get(QUEUE, {"kind": "claim"}).content.decode()

    assert _references(page) == {claim.reference}
    assert _numbers(client, kind="claim")["a first reader"] == 0
    assert _numbers(client, kind="claim")["Testimony"] == 1


@pytest.mark.parametrize(
    ("days", "found"),
    [(3, set()), (8, {"week"}), (40, {"week", "month"}), (100, {"week", "month", "quarter"})],
)
def test_what_has_waited_long_is_found_by_its_age(days: int, found: set[str]) -> None:
    submission = a_submitted_testimony()
    _waits_since(submission, days)
    client = signed_in(a_moderator())

    for age in ("week", "month", "quarter"):
        page = client.get(QUEUE, {"age": age}).content.decode()
        assert (submission.reference in _references(page)) is (age in found)


def test_what_somebody_has_in_hand_is_found_as_theirs() -> None:
    testimony = a_submitted_testimony()
    other = a_submitted_testimony()
    entry = QueueEntry.objects.get(submission=testimony)
    entry.assignee, entry.assigned_at = another_moderator(), now()
    entry.save()
    mine, theirs = signed_in(a_moderator()), signed_in(another_moderator())

    assert _references(theirs.get(QUEUE, {"hands": "mine"}).content.decode()) == {
        testimony.reference
    }
    assert _references(mine.get(QUEUE, {"hands": "mine"}).content.decode()) == set()
    assert _references(mine.get(QUEUE, {"hands": "nobody"}).content.decode()) == {other.reference}
    named = mine.get(QUEUE, {"hands": str(another_moderator().pk)}).content.decode()
    assert _references(named) == {testimony.reference}
    assert _numbers(mine)["marek@example.org"] == 1


def test_what_is_suspended_held_or_doubted_is_found_and_says_so() -> None:
    doubted, free = a_submitted_testimony(), a_submitted_testimony()
    both = a_submitted_testimony()
    a_flag(doubted)
    held(both.case)
    restraint = suspended(both.case)
    client = signed_in(a_moderator())

    assert _stopped(client, "doubted") == {doubted.reference}
    assert _stopped(client, "held") == _stopped(client, "suspended") == {both.reference}
    page = client.get(QUEUE).content.decode()
    assert _references(page) == {doubted.reference, free.reference, both.reference}
    assert _numbers(client)["on legal hold"] == _numbers(client)["doubted"] == 1
    assert page.count(">suspended<") == 1
    let_go(restraint)

    assert _stopped(client, "suspended") == set()


def test_who_writes_unasked_does_not_go_to_the_end_of_the_line() -> None:
    first, second = a_testimony_in_review(), a_submitted_testimony()
    intake.answer(first.submission.case_id, "I forgot something.")
    client = signed_in(a_moderator())
    page = client.get(QUEUE).content.decode()
    assert page.index(first.submission.reference) < page.index(second.reference)

    review.ask(first.pk, by=a_moderator(), question="Which year?")
    intake.answer(first.submission.case_id, "In 1957.")

    page = client.get(QUEUE).content.decode()
    assert page.index(second.reference) < page.index(first.submission.reference)


@pytest.mark.parametrize(
    "question", [{"state": "nonsense"}, {"hands": "0"}, {"age": "9"}, {"kind": ""}]
)
def test_a_choice_that_there_is_not_narrows_nothing(question: dict[str, str]) -> None:
    submission = a_submitted_testimony()

    page = signed_in(a_moderator()).get(QUEUE, question).content.decode()

    assert _references(page) == {submission.reference}


def test_a_long_queue_is_counted_by_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    testimony = a_read_testimony()
    a_submitted_testimony()
    client = signed_in(a_moderator())
    assert counting.recount() == 2
    assert not QueueTally.objects.exists()

    monkeypatch.setattr(counting, "COUNTED_AT_ONCE", 1)
    assert counting.recount() == counting.recount() == 2
    review.second_accept(testimony.pk, by=another_moderator())

    assert _numbers(client)["a second reader"] == 1  # as it was counted
    assert "were counted at" in client.get(QUEUE).content.decode()
    assert counting.recount() == 2
    assert _numbers(client)["a second reader"] == 0
    assert _numbers(client)["publication"] == 1


def _numbers(client: Client, **question: str) -> dict[str, int]:
    page = client.get(QUEUE, question).content.decode()
    return {unescape(words).strip(): int(many) for _address, words, many in CHOICE.findall(page)}


def _stopped(client: Client, by: str) -> set[str]:
    return _references(client.get(QUEUE, {"stopped": by}).content.decode())


def _references(page: str) -> set[str]:
    return set(re.findall(rf'href="{QUEUE}(BA-[^/]+)/"', page))


def _waits_since(submission: Submission, days: int) -> None:
    """The database draws it anew: what is moved is the day of handing in."""
    Submission.objects.filter(pk=submission.pk).update(submitted_at=now() - timedelta(days=days))
