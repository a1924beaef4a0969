"""A letter that has gone is nobody's business any more after thirty days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils.timezone import now

from testimonies.letters import actions as letters
from testimonies.letters.bounces import Bounce
from testimonies.models import Letter
from testimonies.models.letter import State
from tests.builders_review import an_administrator

pytestmark = pytest.mark.django_db
OLD, YOUNG = timedelta(days=31), timedelta(days=29)
GONE = [State.SENT, State.BOUNCED]
NOT_GONE = [State.FAILED, State.MAYBE_SENT, State.NOT_SENT]


def a_letter(state: State, age: timedelta) -> Letter:
    letter = letters.queue("sign_in", to="ona@example.org", language="en", subject="A", text="B")
    sent_at = now() - age if state in GONE else None
    Letter.objects.filter(pk=letter.pk).update(
        state=state,
        created_at=now() - age,
        sent_at=sent_at,
        bounced_at=sent_at,
        bounce_status="5.1.1",
    )
    return Letter.objects.get(pk=letter.pk)


@pytest.mark.parametrize("state", [*GONE, *NOT_GONE])
def test_what_is_over_is_erased_when_it_is_old(state: State) -> None:
    a_letter(state, OLD)
    younger = a_letter(state, YOUNG)

    assert letters.forget_gone() == 1

    assert list(Letter.objects.all()) == [younger]


def test_what_may_have_gone_and_came_back_is_erased_too() -> None:
    letter = a_letter(State.MAYBE_SENT, OLD)
    letters.take_back(Bounce(letter.uuid, "5.1.1"))
    assert letters.forget_gone() == 0
    Letter.objects.update(sent_at=F("sent_at") - OLD)

    assert letters.forget_gone() == 1


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING])
def test_what_still_waits_stays_however_old_it_is(state: State) -> None:
    waiting = a_letter(state, OLD)

    assert letters.forget_gone() == 0

    assert list(Letter.objects.all()) == [waiting]


def test_what_somebody_sends_once_more_stays() -> None:
    letter = a_letter(State.BOUNCED, OLD)
    letters.send_again(letter.pk, by=an_administrator())

    assert letters.forget_gone() == 0

    assert Letter.objects.get().state == State.QUEUED
