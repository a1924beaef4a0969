"""The queue lets one at a time change something of a case, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.models import Testimony
from testimonies.review import actions as review
from tests.builders_claims import a_recorded_claim
from tests.builders_review import a_moderator, a_testimony_in_review
from tests.testimonies.review.test_queue_follows import DRAWN, KEPT, rows

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_asks_and_who_answers_at_once_never_stop_each_other() -> None:
    testimony = a_testimony_in_review()
    a_recorded_claim(testimony.submission)
    case, moderator = testimony.submission.case_id, a_moderator()
    acts: list[Callable[[], object]] = [
        lambda: review.ask(testimony.pk, by=moderator, question="Which year?"),
        lambda: intake.answer(case, "In 1957."),
        lambda: intake.write_message(case, "Good day."),
        lambda: review.take_up(testimony.pk, by=moderator),
    ]

    with ThreadPoolExecutor(4) as people:
        for _round in range(8):
            list(people.map(_done, acts))

    assert Testimony.objects.get().workflow in {"in_review", "needs_info"}
    assert rows(KEPT) == rows(DRAWN)


def _done(act: Callable[[], object]) -> None:
    """A refusal is an answer; that the database gave up would be none."""
    try:
        act()
    except Refusal:
        pass
    finally:
        connection.close()
