"""Whoever publishes, covers and takes back at once never stops anybody, and shows nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection

from accounts.models import User
from testimonies.errors import Refusal
from testimonies.models import Redaction, Testimony
from testimonies.models.redaction import Stage
from testimonies.redactions import actions as redactions
from testimonies.redactions.actions import Words
from testimonies.review import actions as review
from tests.builders_review import (
    a_moderator,
    a_second_reader,
    an_accepted_testimony,
    another_moderator,
)
from tests.testimonies.review.test_queue_follows import DRAWN, KEPT, rows

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]
NAMES = [f"Vaitkus{number}" for number in range(6)]
STORY = "They came at four: " + ", ".join(NAMES) + ". We left."


def test_at_no_moment_is_a_covered_name_public() -> None:
    testimony = an_accepted_testimony(story={"story": [STORY]})
    people = (a_moderator(), another_moderator(), a_second_reader())

    for name in NAMES:
        with ThreadPoolExecutor(4) as hands:
            list(hands.map(_done, _acts(testimony, name, people)))
        _agree_to_all(people[2])
        assert _shown_although_covered(testimony) == []

    assert Redaction.objects.filter(state=Stage.APPLIED).count() == len(NAMES)
    assert rows(KEPT) == rows(DRAWN)


def _acts(testimony: Testimony, name: str, people: tuple[User, User, User]) -> list[Act]:
    said = Words("story:story", name, "third_person")
    return [
        partial(redactions.propose_words, testimony.submission_id, said, by=people[0]),
        partial(redactions.propose_words, testimony.submission_id, said, by=people[1]),
        partial(review.publish, testimony.pk, by=people[0]),
        partial(_agree_to_all, people[2]),
        partial(review.unpublish, testimony.pk, by=people[1]),
        partial(review.publish, testimony.pk, by=people[0]),
        partial(_agree_to_all, people[2]),
    ]


def _agree_to_all(by: User) -> None:
    for redaction in Redaction.objects.filter(state=Stage.PROPOSED):
        redactions.approve(redaction.pk, by=by)


def _shown_although_covered(testimony: Testimony) -> list[str]:
    testimony.refresh_from_db()
    applied = Redaction.objects.filter(state=Stage.APPLIED)
    words = [each.anchor["words"] for each in applied]
    return [word for word in words if word in testimony.public_text]


def _done(act: Act) -> None:
    """A refusal is an answer; that the database gave up would be none."""
    try:
        act()
    except Refusal:
        pass
    finally:
        connection.close()
