"""The row is the queue: whatever waits in a table is done by the next sweep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils.timezone import now

from petitions import tasks
from petitions.bundles import actions as bundles
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State
from petitions.models.bundle_rule import RuleKind
from petitions.models.delivery import State as DeliveryState
from tests.builders_bundles import (
    a_frozen_bundle,
    a_petition_with,
    a_released_bundle,
    a_rule,
    a_target,
)
from tests.builders_review import an_administrator
from tests.builders_signing import close

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority", "_at_once")]


@pytest.fixture
def _at_once() -> Iterator[None]:
    """What is nudged runs here and now, as in a worker that is free."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


@pytest.mark.django_db(transaction=True)  # the clock of the database goes on
def test_what_a_schedule_freezes_is_sealed_by_the_next_sweep() -> None:
    petition = a_petition_with("Ona Petraitė")
    bundles.turn_on(a_target(petition).pk, RuleKind.CLOSE, by=an_administrator())
    close(petition)

    tasks.sweep_ticks()
    tasks.sweep_bundles()

    assert Bundle.objects.get().state == State.SEALED


def test_a_schedule_without_anything_new_makes_nothing() -> None:
    rule = a_rule(a_target(a_petition_with()), since=now() - timedelta(hours=1))

    tasks.make_bundles(rule.target_id)

    assert not Bundle.objects.exists()


def test_what_was_released_is_handed_over_by_the_next_sweep() -> None:
    bundle = a_released_bundle()

    tasks.sweep_deliveries()

    assert Delivery.objects.get(bundle=bundle).state == DeliveryState.SENT


def test_two_sweeps_and_a_message_delivered_twice_make_one_bundle() -> None:
    a_frozen_bundle()

    tasks.sweep_bundles()
    tasks.sweep_bundles()
    bundle = Bundle.objects.get()
    tasks.finish_bundle(bundle.pk)
    tasks.help_with_bundle(bundle.pk)

    again = Bundle.objects.get()
    assert (again.state, again.attempts) == (State.SEALED, 1)
    assert (again.sha256, again.sealed_at) == (bundle.sha256, bundle.sealed_at)


def test_a_sweep_calls_for_help_with_a_list_that_somebody_is_writing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundle = a_frozen_bundle()
    Bundle.objects.update(attempts=1, next_attempt_at=now() + timedelta(minutes=1))
    called: list[int] = []
    monkeypatch.setattr(tasks.help_with_bundle, "delay", called.append)

    tasks.sweep_helpers()

    assert called == [bundle.pk]


def test_long_lists_call_for_some_help_and_short_ones_for_none(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    called: list[int] = []
    monkeypatch.setattr(tasks.help_with_bundle, "delay", called.append)

    with django_capture_on_commit_callbacks(execute=True):
        for ranges in (1, 3, 400):
            tasks._call_for_help(7, ranges)

    assert called == [7] * (0 + 2 + tasks.MOST_HELPERS)
