"""Reminders: every seven days, three times, one letter each; then a person asks."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils.timezone import now

from petitions.deliveries.chasing import actions as chasing
from petitions.deliveries.entering import actions as entering
from petitions.models import Delivery
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter
from tests import forks
from tests.builders_bundles import (
    a_desk_token,
    a_sent_delivery,
    an_acknowledged_delivery,
    with_address,
)
from tests.builders_review import a_release_officer
from tests.builders_signing import letters_sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "chancellery@example.org"


def a_week_later(delivery: Delivery) -> Delivery:
    """By the clock of the database, which is the one that counts."""
    Delivery.objects.filter(pk=delivery.pk, chase_at__isnull=False).update(chase_at=Now())
    chasing.chase_due()
    return Delivery.objects.get(pk=delivery.pk)


def a_delivery_to_chase() -> Delivery:
    delivery = a_sent_delivery()
    with_address(ADDRESS)
    return delivery


def reminders() -> int:
    return Letter.objects.filter(kind="bundle_waits").count()


def test_before_seven_days_nobody_is_reminded() -> None:
    delivery = a_delivery_to_chase()

    chasing.chase_due()
    chasing.chase(delivery.pk)

    assert reminders() == 0
    assert delivery.chase_at is not None
    assert timedelta(days=6, hours=23) < delivery.chase_at - now() <= timedelta(days=7)


def test_three_letters_and_then_a_person() -> None:
    delivery = a_delivery_to_chase()

    counts = []
    for _week in range(5):
        delivery = a_week_later(delivery)
        counts.append((reminders(), delivery.reminders, delivery.chase_at is None))

    assert counts == [(1, 1, False), (2, 2, False), (3, 3, False), (3, 3, True), (3, 3, True)]
    assert list(Delivery.objects.to_ask_in_person()) == [delivery]
    assert CustodyEvent.objects.filter(event="delivery.chased").count() == 3
    letter = next(each for each in letters_sent() if each.to == [ADDRESS])
    assert a_desk_token(delivery) in letter.body
    assert delivery.bundle.outgoing_sha256 in letter.body


def test_whoever_has_acknowledged_is_not_reminded() -> None:
    delivery = an_acknowledged_delivery()
    with_address(ADDRESS)

    assert delivery.chase_at is None
    a_week_later(delivery)

    assert reminders() == 0
    assert not Delivery.objects.to_ask_in_person().exists()


def test_without_an_address_a_person_asks_at_once() -> None:
    delivery = a_week_later(a_sent_delivery())

    assert (reminders(), delivery.reminders, delivery.chase_at) == (0, 0, None)
    assert list(Delivery.objects.to_ask_in_person()) == [delivery]


def test_whoever_was_asked_in_person_has_another_week() -> None:
    delivery = a_week_later(a_sent_delivery())

    asked = chasing.asked_in_person(delivery.pk, reason="Telephoned", by=a_release_officer())

    assert asked.chase_at is not None
    assert not Delivery.objects.to_ask_in_person().exists()
    assert list(Delivery.objects.to_ask_in_person()) == []
    a_week_later(delivery)
    assert list(Delivery.objects.to_ask_in_person()) == [delivery]


def test_of_what_has_arrived_nobody_asks() -> None:
    delivery = an_acknowledged_delivery()

    with pytest.raises(Refusal, match="nothing to ask"):
        chasing.asked_in_person(delivery.pk, reason="?", by=a_release_officer())

    assert not CustodyEvent.objects.filter(event="delivery.asked_in_person").exists()


def test_a_reminder_brings_a_link_that_opens() -> None:
    delivery = a_delivery_to_chase()
    Delivery.objects.update(link_until=now(), sent_at=now() - timedelta(days=181))

    reminded = a_week_later(delivery)

    assert reminded.link != delivery.link
    assert reminded.link_until is not None
    assert reminded.link_until > now()


def test_no_reminder_opens_a_link_that_somebody_has_closed() -> None:
    delivery = a_delivery_to_chase()
    entering.revoke_link(delivery.pk, reason="A wrong mailbox", by=a_release_officer())

    reminded = a_week_later(delivery)

    assert not reminded.has_open_link
    assert not Letter.objects.filter(kind="bundle_waits").exists()
    assert list(Delivery.objects.to_ask_in_person()) == [reminded]


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_letter() -> None:
    delivery = a_delivery_to_chase()
    Delivery.objects.update(chase_at=Now())

    def chase(_who: int) -> None:
        try:
            chasing.chase(delivery.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(chase, range(4)))

    delivery.refresh_from_db()
    assert (reminders(), delivery.reminders) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["writing.to_institution", "custody.record"])
def test_a_worker_killed_at_a_reminder_leaves_one_letter_to_write(step: str) -> None:
    delivery = a_delivery_to_chase()
    Delivery.objects.update(chase_at=Now())

    killed = _chase_in_a_process_that_dies(delivery.pk, step)
    after_the_kill = reminders()
    chasing.chase_due()
    chasing.chase_due()

    delivery.refresh_from_db()
    assert killed == -signal.SIGKILL
    assert (after_the_kill, reminders(), delivery.reminders) == (0, 1, 1)


def _chase_in_a_process_that_dies(delivery: int, step: str) -> int:
    module, name = step.split(".")
    program = f"""
import os, signal
from petitions.deliveries.chasing import actions
real = actions.{module}.{name}
def dying(*args, **words):
    real(*args, **words)
    os.kill(os.getpid(), signal.SIGKILL)
actions.{module}.{name} = dying
actions.chase({delivery})
"""
    return forks.run(program)
