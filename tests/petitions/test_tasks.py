"""The row is the queue: whatever waits in a table is done by the next sweep."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from celery import current_app

from petitions import tasks
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State
from petitions.models.delivery import State as DeliveryState
from tests.builders_bundles import a_petition_with, a_released_bundle, a_target

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority", "_at_once")]


@pytest.fixture
def _at_once() -> Iterator[None]:
    """What is nudged runs here and now, as in a worker that is free."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


def test_what_a_schedule_freezes_is_sealed_by_the_next_sweep() -> None:
    petition = a_petition_with("Ona Petraitė")

    tasks.make_bundles(a_target(petition).pk)
    tasks.sweep_bundles()

    assert Bundle.objects.get().state == State.SEALED


def test_a_schedule_without_anything_new_makes_nothing() -> None:
    tasks.make_bundles(a_target(a_petition_with()).pk)

    assert not Bundle.objects.exists()


def test_what_was_released_is_handed_over_by_the_next_sweep() -> None:
    bundle = a_released_bundle()

    tasks.sweep_deliveries()

    assert Delivery.objects.get(bundle=bundle).state == DeliveryState.SENT
