"""Two people, or a person and the sweep, at one endorsement in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from time import sleep

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from petitions.campaigns.endorsements import actions as endorsements
from petitions.models import Endorsement
from petitions.models.endorsement import State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter
from tests import builders_endorsements as builders
from tests.builders_review import a_moderator, another_moderator
from tests.builders_signing import an_open_petition, forget_what_pages_keep

pytestmark = pytest.mark.django_db(transaction=True)


def state_of(endorsement: Endorsement) -> str:
    return Endorsement.objects.get(pk=endorsement.pk).state


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Each on a connection of its own, all started together."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        connection.ensure_connection()
        together.wait(10)
        try:
            return act()
        except Refusal as no:
            return no
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def on_its_own_connection(act: Callable[[], int]) -> int:
    try:
        return act()
    finally:
        connection.close()


def wait_until_somebody_waits() -> None:
    """For a row that we hold."""
    waiting = (
        "SELECT count(*) FROM pg_locks"
        " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    )
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
    raise AssertionError("nobody waits")


def test_what_is_confirmed_in_the_last_moment_is_not_erased() -> None:
    made = builders.a_submitted_endorsement()
    Endorsement.objects.filter(pk=made.pk).update(submitted_at=now() - timedelta(days=31))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Endorsement.objects.lock(made.pk)
            sweeping = pool.submit(on_its_own_connection, endorsements.erase_unconfirmed)
            wait_until_somebody_waits()
            Endorsement.objects.filter(pk=made.pk).update(
                state=State.CONFIRMED, confirmed_at=now()
            )
        erased = sweeping.result(10)

    assert erased == 0
    assert state_of(made) == State.CONFIRMED
    assert not CustodyEvent.objects.filter(event="endorsement.erased").exists()


def test_two_moderators_at_once_decide_once() -> None:
    made = builders.a_confirmed_endorsement()
    one, other = a_moderator(), another_moderator()

    said = at_once(
        [
            lambda: endorsements.publish(made.pk, by=one),
            lambda: endorsements.decline(made.pk, by=other, reason="Not signed."),
        ]
    )

    assert sum(isinstance(each, Refusal) for each in said) == 1
    kinds = Letter.objects.values_list("kind", flat=True)
    decided = [kind for kind in kinds if kind.endswith(("published", "declined"))]
    assert len(decided) == 1
    assert decided == [f"endorsement_{state_of(made)}"]


def test_two_of_one_name_published_at_once_are_one() -> None:
    petition = an_open_petition()
    twins = [builders.a_confirmed_endorsement(petition) for _each in range(2)]
    user = a_moderator()
    forget_what_pages_keep()

    said = at_once([partial(endorsements.publish, each.pk, by=user) for each in twins])

    assert sum(isinstance(each, Refusal) for each in said) == 1
    assert Endorsement.objects.published().count() == 1
