"""Bundles fall due by rules; each tick makes one bundle, whoever sees to it, and whenever."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils.timezone import now
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from petitions import tasks
from petitions.bundles import actions as bundles
from petitions.bundles import queries, statements
from petitions.models import Bundle, BundleItem, BundleRule, Petition, PetitionTarget
from petitions.models.bundle import Because
from testimonies.models import CustodyEvent
from tests import forks
from tests.builders_bundles import a_petition_with, a_rule, a_target, turned_on
from tests.builders_signing import (
    a_confirmed_signature,
)
from tests.petitions.bundles.test_freeze import names_in

pytestmark = pytest.mark.django_db(transaction=True)  # the clock of the database goes on
DAY = timedelta(days=1)


def ticked(petition: Petition, *, at: datetime | None = None) -> BundleRule:
    """A rule of every hour that was turned on four hours ago and has just ticked."""
    moment = at or statements.clock()
    rule = a_rule(a_target(petition))
    _every(hours=1)
    turned_on(rule, moment - timedelta(hours=4))
    return BundleRule.objects.select_related("target").get(pk=rule.pk)


def _every(*, hours: int) -> None:
    pause = IntervalSchedule.objects.create(every=hours, period="hours")
    PeriodicTask.objects.update(interval=pause, crontab=None)


def due(target: PetitionTarget) -> queries.Due:
    target = PetitionTarget.objects.select_related("petition", "profile__institution").get(
        pk=target.pk
    )
    return queries.waiting(target, now())


def test_the_cut_off_is_the_tick_and_not_the_moment_of_the_call() -> None:
    petition = a_petition_with("Before")
    rule = ticked(petition)
    a_confirmed_signature(petition, name="Afterwards", email="afterwards@example.org")

    (made,) = bundles.make_due(rule.target_id)

    assert (made.cut_off, made.because) == (rule.since + timedelta(hours=4), Because.TIMES)
    assert made.reason.startswith("Schedule ")
    assert names_in(made) == ["Before"]


def test_beat_that_runs_twice_and_late_makes_no_second_one() -> None:
    petition = a_petition_with("Ona Petraitė")
    rule = ticked(petition)

    first = bundles.make_due(rule.target_id)
    again = bundles.make_due(rule.target_id)

    assert (len(first), again) == (1, [])
    assert Bundle.objects.count() == 1


def test_of_several_missed_ticks_the_last_one_makes_one_bundle() -> None:
    rule = ticked(a_petition_with("Ona Petraitė", "Mārtiņš Ozols"))
    other = a_rule(rule.target, since=now() - 5 * DAY, minute="0", hour="0")

    made = bundles.make_due(rule.target_id)

    assert [bundle.cut_off for bundle in made] == [rule.since + timedelta(hours=4)]
    assert made[0].frozen["counts"]["signatures"] == 2
    other.refresh_from_db()
    assert other.ticked_at
    assert due(rule.target).ticks == []


def test_a_tick_without_anything_new_is_seen_to_as_well() -> None:
    petition = a_petition_with()
    rule = a_rule(a_target(petition), since=now() - 2 * DAY, minute="0", hour="0")
    assert due(rule.target).ticks

    assert bundles.make_due(rule.target_id) == []

    assert due(rule.target).ticks == []
    assert queries.ticked_targets(now()) == []
    assert not Bundle.objects.exists()


def test_what_a_rule_would_have_made_before_it_was_turned_on_is_not_due() -> None:
    petition = a_petition_with("Ona Petraitė")
    rule = a_rule(a_target(petition), minute="0", hour="0", day_of_month="1", month_of_year="1")

    assert due(rule.target).ticks == []
    assert bundles.make_due(rule.target_id) == []


def test_a_schedule_that_is_turned_off_makes_nothing() -> None:
    petition = a_petition_with("Ona Petraitė")
    rule = a_rule(a_target(petition), since=now() - DAY)
    PeriodicTask.objects.update(enabled=False)

    assert bundles.make_due(rule.target_id) == []

    assert "is turned off" in due(rule.target).why()


def test_pauses_tick_as_well() -> None:
    rule = a_rule(a_target(a_petition_with("Ona Petraitė")))
    _every(hours=2)
    turned_on(rule, now() - timedelta(hours=5))

    (tick,) = due(rule.target).ticks

    assert tick.at == BundleRule.objects.get().since + timedelta(hours=4)


def test_the_sweep_sees_to_what_beat_has_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    petition = a_petition_with("Ona Petraitė")
    ticked(petition)
    nudged: list[int] = []
    monkeypatch.setattr(tasks.make_bundles, "delay", nudged.append)

    tasks.sweep_ticks()
    for target in nudged:
        tasks.make_bundles(target)
    tasks.sweep_ticks()

    assert nudged == [a_target(petition).pk]
    assert Bundle.objects.count() == 1


def test_two_beats_at_the_same_moment_make_one_bundle() -> None:
    petition, start = a_petition_with("Ona", "Mārtiņš", "Jaan", "Olena", "Jan"), Barrier(3)
    rule = ticked(petition)

    def beat(_which: int) -> int:
        try:
            start.wait(10)
            return len(bundles.make_due(rule.target_id))
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as beats:
        list(beats.map(beat, range(3)))

    assert Bundle.objects.count() == 1
    assert BundleItem.objects.count() == 5
    assert CustodyEvent.objects.filter(event="bundle.frozen").count() == 1


DIES = """
import os, signal
from petitions.bundles.actions import falling_due
def die(*_args, **_more): os.kill(os.getpid(), signal.SIGKILL)
{where}
falling_due.make_due({target})
"""
BEFORE_THE_TICK_IS_SEEN_TO = "falling_due._see_to = die"
IN_THE_TRANSACTION_OF_THE_FREEZE = (
    "from petitions.bundles.actions import freezing; freezing.custody.record = die"
)


@pytest.mark.parametrize("where", [BEFORE_THE_TICK_IS_SEEN_TO, IN_THE_TRANSACTION_OF_THE_FREEZE])
def test_a_worker_that_is_killed_leaves_the_one_bundle_or_none(where: str) -> None:
    rule = ticked(a_petition_with("Ona Petraitė"))
    tick = due(rule.target).ticks[0].at

    killed = forks.run(DIES.format(where=where, target=rule.target_id))
    left = Bundle.objects.count()
    bundles.make_due(rule.target_id)

    assert killed == -signal.SIGKILL
    assert left == (where == BEFORE_THE_TICK_IS_SEEN_TO)
    assert Bundle.objects.get().cut_off == tick
    assert BundleItem.objects.count() == 1
    assert due(rule.target).ticks == []
