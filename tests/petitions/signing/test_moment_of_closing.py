"""A petition closes while somebody signs: each comes before or after it, and never in between."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection, transaction
from django.utils.timezone import localdate

from petitions.campaigns import actions as campaigns
from petitions.models import Petition, Signature
from petitions.models.petition import State as PetitionState
from petitions.models.signature import Assurance, State
from petitions.signing import actions as signing
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter
from tests import builders_signing as builders
from tests.builders_review import an_administrator
from tests.instance import eventually

pytestmark = pytest.mark.django_db(transaction=True)
Result = TypeVar("Result")
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""

HELD_BY_ONE_WHO_CONFIRMS = """
SELECT pg_advisory_xact_lock_shared(20015, hold_of_petition(%s, %s))
"""


def waiting() -> int:
    """How many connections wait for another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def written_by(petition: Petition) -> tuple[str, str]:
    """Which transactions have written or locked the petition's row."""
    with connection.cursor() as cursor:
        own = "SELECT xmin::text, xmax::text FROM petitions_petition WHERE id = %s"
        cursor.execute(own, [petition.pk])
        xmin, xmax = cursor.fetchone()
        return xmin, xmax


def elsewhere(threads: ThreadPoolExecutor, act: Callable[[], Result]) -> Future[Result]:
    """On a connection of its own."""

    def run() -> Result:
        try:
            return act()
        finally:
            connection.close()

    return threads.submit(run)


def test_whoever_closes_waits_for_whoever_is_just_signing() -> None:
    petition, admin = builders.an_open_petition(), an_administrator()
    weaker = builders.a_confirmed_signature(petition)
    campaign, proven = builders.shown(petition), builders.a_proven(petition, replaces=weaker.pk)

    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            Signature.objects.lock(weaker.pk)  # so that the signing stops half way
            signed = elsewhere(threads, lambda: signing.sign_proven(campaign, proven))
            eventually(lambda: waiting() == 1)
            closed = elsewhere(threads, lambda: campaigns.close(petition.pk, by=admin))
            eventually(lambda: waiting() == 2)
            assert Petition.objects.get(pk=petition.pk).state == PetitionState.OPEN
        signature, after = signed.result(30), closed.result(30)

    assert (signature.state, after.state) == (State.CONFIRMED, PetitionState.CLOSED)
    assert signature.confirmed_at
    assert after.closed_at
    assert signature.confirmed_at < after.closed_at


def test_whoever_signs_waits_for_whoever_is_just_closing() -> None:
    petition, admin = builders.an_open_petition(), an_administrator()
    campaign, proven = builders.shown(petition), builders.a_proven(petition)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            campaigns.close(petition.pk, by=admin)
            signed = elsewhere(threads, lambda: signing.sign_proven(campaign, proven))
            eventually(lambda: waiting() == 1)
        with pytest.raises(Refusal, match="closed"):
            signed.result(30)

    assert not Signature.objects.exists()
    assert not Letter.objects.exists()
    assert not CustodyEvent.objects.filter(event="signature.recorded").exists()


def test_whoever_closes_waits_for_whoever_is_just_confirming() -> None:
    petition, admin = builders.an_open_petition(), an_administrator()
    pending = builders.a_signature(petition)

    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            Signature.objects.lock(pending.pk)  # so that the confirmation stops half way
            confirmed = elsewhere(threads, lambda: signing.confirm(pending.uuid))
            eventually(lambda: waiting() == 1)
            closed = elsewhere(threads, lambda: campaigns.close(petition.pk, by=admin))
            eventually(lambda: waiting() == 2)
            assert Petition.objects.get(pk=petition.pk).state == PetitionState.OPEN
        confirmed.result(30)
        after = closed.result(30)

    pending.refresh_from_db()
    assert (pending.state, after.state) == (State.CONFIRMED, PetitionState.CLOSED)
    assert pending.confirmed_at
    assert after.closed_at
    assert pending.confirmed_at < after.closed_at


def test_whoever_confirms_waits_for_whoever_is_just_closing() -> None:
    petition, admin = builders.an_open_petition(), an_administrator()
    pending = builders.a_signature(petition)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            campaigns.close(petition.pk, by=admin)
            confirmed = elsewhere(threads, lambda: signing.confirm(pending.uuid))
            eventually(lambda: waiting() == 1)
        with pytest.raises(Refusal, match="closed"):
            confirmed.result(30)

    pending.refresh_from_db()
    assert (pending.state, pending.confirmed_at) == (State.PENDING, None)
    assert not Letter.objects.filter(kind="signature_confirmed").exists()


def test_whoever_dates_it_anew_waits_for_whoever_is_just_confirming() -> None:
    petition, admin = builders.an_open_petition(), an_administrator()
    pending, day = builders.a_signature(petition), localdate() + timedelta(days=3)

    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            Signature.objects.lock(pending.pk)  # so that the confirmation stops half way
            confirmed = elsewhere(threads, lambda: signing.confirm(pending.uuid))
            eventually(lambda: waiting() == 1)
            dated = elsewhere(
                threads, lambda: campaigns.set_closing_date(petition.pk, day, by=admin)
            )
            eventually(lambda: waiting() == 2)
            assert Petition.objects.get(pk=petition.pk).closes_on is None
        confirmed.result(30)
        assert dated.result(30).closes_on == day

    pending.refresh_from_db()
    assert pending.state == State.CONFIRMED


@pytest.mark.parametrize("slot", [0, 15])
def test_whoever_closes_waits_for_every_connection_that_confirms(slot: int) -> None:
    petition, admin = builders.an_open_petition(), an_administrator()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(HELD_BY_ONE_WHO_CONFIRMS, [petition.pk, slot])
            closed = elsewhere(threads, lambda: campaigns.close(petition.pk, by=admin))
            eventually(lambda: waiting() == 1)
            assert Petition.objects.get(pk=petition.pk).state == PetitionState.OPEN
        assert closed.result(30).state == PetitionState.CLOSED


def test_two_who_confirm_write_nothing_that_both_would_wait_for() -> None:
    petition = builders.an_open_petition()
    one = builders.a_signature(petition)
    other = builders.a_signature(petition, name="Ona Petraitė", email="ona@example.org")
    before = written_by(petition)

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        signing.confirm(one.uuid)
        elsewhere(threads, lambda: signing.confirm(other.uuid)).result(30)
        assert written_by(petition) == before

    states = Signature.objects.values_list("state", flat=True)
    assert list(states) == [State.CONFIRMED, State.CONFIRMED]


def test_of_paper_it_matters_when_we_received_it() -> None:
    petition, staff = builders.a_closed_petition(), an_administrator()
    campaign = builders.shown(petition)
    proven = builders.a_proven(petition, assurance=Assurance.PAPER)
    today = localdate()

    with pytest.raises(Refusal, match="closed"):
        signing.sign_proven(campaign, proven, by=staff)
    with pytest.raises(Refusal, match="closed"):
        signing.sign_proven(campaign, proven, by=staff, received_on=today + timedelta(days=1))
    signed = signing.sign_proven(campaign, proven, by=staff, received_on=today)

    assert signed.state == State.CONFIRMED
    Petition.objects.filter(pk=petition.pk).update(closes_on=today - timedelta(days=1))
    with pytest.raises(Refusal, match="closed"):
        signing.sign_proven(campaign, proven, by=staff, received_on=today)
