"""Two moderators at once, signers in between, and a worker that is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import monotonic

import pytest
from django.db import connection

from petitions.models import InvalidatedSignature, Invalidation, Petition, Signature
from petitions.models import SignatureCount as Count
from petitions.models.invalidation import State as Step
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine.rules import Verdict
from testimonies.errors import Refusal
from tests import builders_signing as builders
from tests.builders_review import a_moderator, another_moderator
from tests.petitions.signing.quarantine.crowds import (
    begun,
    copies_of,
    set_aside,
    signed_from,
    since_always,
    state_of,
    worked,
)
from tests.petitions.signing.test_two_connections import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY, FEWER = 20_000, 6_000
#: What a worker runs, in batches so small that it can be killed between two of them.
WORKER = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from petitions.signing.quarantine import actions
actions.BATCH = 250
actions.work_on(int(sys.argv[2]))
"""


def a_crowd(petition: Petition, many: int) -> Signature:
    first = signed_from(petition)
    signing.confirm(first.uuid)
    copies_of(first, many - 1)
    return first


def states() -> Counter[str]:
    return Counter(Signature.objects.values_list("state", flat=True))


def counted(petition: Petition) -> int:
    signing.count_signatures()
    assert not Signature.objects.to_count().exists()
    return sum(Count.objects.filter(petition=petition).values_list("total", flat=True))


def killed_in_the_middle(invalidation: Invalidation) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(invalidation.pk)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        cwd=Path(__file__).resolve().parents[4],
    )
    before, end = invalidation.walked_to, monotonic() + 60
    while invalidation.walked_to == before and monotonic() < end:
        invalidation.refresh_from_db()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    invalidation.refresh_from_db()


def test_a_kill_in_the_middle_loses_nothing_and_doubles_nothing() -> None:
    petition = builders.an_open_petition()
    a_crowd(petition, MANY)
    assert counted(petition) == MANY
    invalidation = begun(petition)

    killed_in_the_middle(invalidation)
    assert invalidation.state == Step.SETTING_ASIDE
    assert 0 < invalidation.set_aside < MANY
    assert InvalidatedSignature.objects.count() == invalidation.set_aside
    assert states() == {
        "quarantined": invalidation.set_aside,
        "confirmed": MANY - invalidation.set_aside,
    }
    worked(invalidation)

    assert (invalidation.state, invalidation.set_aside) == (Step.SET_ASIDE, MANY)
    assert states() == {"quarantined": MANY}
    assert counted(petition) == 0


def test_an_undo_that_is_killed_goes_on_where_it_stopped() -> None:
    petition = builders.an_open_petition()
    a_crowd(petition, FEWER)
    invalidation = set_aside(petition)
    quarantine.put_back(invalidation.pk, by=a_moderator())
    invalidation.refresh_from_db()

    killed_in_the_middle(invalidation)
    assert invalidation.state == Step.RETURNING
    assert 0 < invalidation.done < FEWER
    worked(invalidation)

    assert (invalidation.done, invalidation.changed) == (FEWER, 0)
    assert states() == {"confirmed": FEWER}
    assert counted(petition) == FEWER


def test_two_workers_share_one_invalidation() -> None:
    petition = builders.an_open_petition()
    a_crowd(petition, 5_000)
    invalidation = begun(petition)

    at_once([lambda: quarantine.work_on(invalidation.pk)] * 3)

    invalidation.refresh_from_db()
    assert (invalidation.state, invalidation.set_aside) == (Step.SET_ASIDE, 5_000)
    assert InvalidatedSignature.objects.count() == 5_000


def test_two_moderators_set_the_same_ones_aside_and_both_undo() -> None:
    petition = builders.an_open_petition()
    a_crowd(petition, 3_000)
    both = [begun(petition), begun(petition, since_always())]

    at_once([lambda pk=each.pk: quarantine.work_on(pk) for each in both])  # type: ignore[misc]
    assert states() == {"quarantined": 3_000}
    for each, moderator in zip(both, (a_moderator(), another_moderator()), strict=True):
        quarantine.put_back(each.pk, by=moderator)
    at_once([lambda pk=each.pk: quarantine.work_on(pk) for each in both])  # type: ignore[misc]

    assert states() == {"confirmed": 3_000}
    assert set(Signature.objects.values_list("suspicions__len", flat=True)) <= {0, None}
    assert counted(petition) == 3_000


def test_two_moderators_decide_one_signature_once() -> None:
    petition = builders.an_open_petition()
    signature = a_crowd(petition, 1)
    set_aside(petition)

    def try_to(decide: object) -> object:
        try:
            return decide() or "done"  # type: ignore[operator]
        except Refusal:
            return "refused"

    answers = at_once(
        [
            lambda: try_to(lambda: quarantine.accept(signature.pk, by=a_moderator())),
            lambda: try_to(
                lambda: quarantine.reject(
                    signature.pk, verdict=Verdict.ROBOT, by=another_moderator()
                )
            ),
        ]
    )

    assert answers.count("refused") == 1
    assert state_of(signature) in {State.CONFIRMED, State.REJECTED}


def test_signers_in_between_are_not_held_up_or_lost() -> None:
    petition = builders.an_open_petition()
    a_crowd(petition, 4_000)
    waiting = [signed_from(petition, email=f"waiting{each}@example.org") for each in range(8)]
    leaving = [signed_from(petition, email=f"leaving{each}@example.org") for each in range(8)]
    for each in leaving:
        signing.confirm(each.uuid)
    invalidation = begun(petition)

    at_once(
        [
            lambda: quarantine.work_on(invalidation.pk),
            lambda: [signing.confirm(each.uuid) for each in waiting] and None,
            lambda: [signing.withdraw(each.pk) for each in leaving] and None,
            lambda: [signing.count_signatures() for _turn in range(4)] and None,
        ]
    )
    worked(invalidation)

    assert invalidation.state == Step.SET_ASIDE
    assert {state_of(each) for each in leaving} == {State.WITHDRAWN}
    assert {state_of(each) for each in waiting} == {State.QUARANTINED}
    assert counted(petition) == Signature.objects.confirmed().count() == 0
    quarantine.put_back(invalidation.pk, by=a_moderator())
    worked(invalidation)
    assert {state_of(each) for each in leaving} == {State.WITHDRAWN}
    assert counted(petition) == Signature.objects.confirmed().count() == 4_008
