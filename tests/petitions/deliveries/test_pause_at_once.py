"""A pause and an attempt at the same moment, on two real connections: one of them comes first."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from petitions.deliveries import actions as deliveries
from petitions.deliveries.pausing import actions as pausing
from petitions.models import Delivery, Pause
from petitions.models.delivery import State
from testimonies.errors import Refusal
from tests.builders_bundles import a_released_bundle
from tests.builders_review import a_release_officer, another_release_officer
from tests.petitions.signing.test_two_connections import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("with_authority")]
#: Not pg_stat_activity, which stays in a transaction as it was seen first.
BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def a_waiting_delivery() -> Delivery:
    return Delivery.objects.get(bundle=a_released_bundle())


def while_it_is_open(first: Callable[[], object], second: Callable[[], object]) -> object:
    """`second` on a connection of its own, begun while the transaction of `first` is open."""

    def on_its_own() -> object:
        try:
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            first()
            waiting = other.submit(on_its_own)
            _wait_until_blocked()
            assert not waiting.done()
        return waiting.result(30)


def _wait_until_blocked() -> None:
    end = time.monotonic() + 20
    with connection.cursor() as cursor:
        while cursor.execute(BLOCKED).fetchone() == (0,):
            assert time.monotonic() < end, "nobody waits"
            time.sleep(0.02)


@pytest.mark.parametrize("what", ["delivery", "institution"])
def test_an_attempt_waits_for_a_pause_that_is_being_made_and_does_not_go(what: str) -> None:
    delivery, officer = a_waiting_delivery(), a_release_officer()
    place = delivery.bundle.target.profile.institution_id

    def pause() -> Pause:
        if what == "delivery":
            return pausing.pause(delivery.pk, by=officer, reason="They move house")
        return pausing.pause_institution(place, by=officer, reason="They move house")

    while_it_is_open(pause, lambda: deliveries.send(delivery.pk))

    held = Delivery.objects.get()
    assert (held.state, held.attempts, held.begun_at) == (State.QUEUED, 0, None)


def test_a_pause_waits_for_the_start_of_an_attempt_and_holds_it_before_the_channel() -> None:
    delivery, officer = a_waiting_delivery(), a_release_officer()

    while_it_is_open(
        lambda: deliveries._begin(delivery.pk),
        lambda: pausing.pause(delivery.pk, by=officer, reason="They move house"),
    )

    assert Delivery.objects.get().state == State.SENDING
    assert not deliveries._still_goes(delivery.pk)
    assert Delivery.objects.get().state == State.QUEUED


def test_of_two_officers_one_pauses_and_the_other_hears_of_it() -> None:
    delivery = a_waiting_delivery()

    def by(officer: object) -> object:
        try:
            return pausing.pause(delivery.pk, by=officer, reason="Wait")  # type: ignore[arg-type]
        except Refusal as no:
            return str(no)

    one, other = a_release_officer(), another_release_officer()
    said = at_once([lambda: by(one), lambda: by(other)])

    assert Pause.objects.count() == 1
    assert "It is paused already." in said
