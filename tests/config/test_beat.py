"""A clock that is set back stops nothing that beat looks after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery import current_app
from django.utils.timezone import now
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from config import beat
from config.beat import Scheduler

pytestmark = pytest.mark.django_db
FUTURE = timedelta(hours=6)


@pytest.fixture
def letters() -> PeriodicTask:
    often = IntervalSchedule.objects.create(every=2, period="seconds")
    return PeriodicTask.objects.create(
        name="letters", task="letters", interval=often, last_run_at=now() + FUTURE
    )


def test_what_was_last_there_in_the_future_is_due_soon(letters: PeriodicTask) -> None:
    waits = Scheduler.Entry(letters, app=current_app).is_due()

    assert not waits.is_due
    assert waits.next <= 2


def test_a_schedule_waits_for_its_next_day_and_makes_no_bundle_of_its_own() -> None:
    daily = CrontabSchedule.objects.create(minute="0", hour=str((now().hour + 12) % 24))
    bundles = PeriodicTask.objects.create(
        name="bundles", task="bundles", crontab=daily, last_run_at=now() + timedelta(days=90)
    )

    waits = Scheduler.Entry(bundles, app=current_app).is_due()

    assert not waits.is_due
    assert waits.next <= 24 * 3600


def test_what_was_last_there_in_the_past_stays_due(letters: PeriodicTask) -> None:
    letters.last_run_at = now() - timedelta(minutes=1)

    assert Scheduler.Entry(letters, app=current_app).is_due().is_due


def test_every_entry_is_looked_at_anew_when_the_clock_is_set_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scheduler = Scheduler(current_app, lazy=True)
    looked: list[list[str] | None] = []

    def look(self: Scheduler) -> float:
        looked.append(self._heap)
        return 1.0

    monkeypatch.setattr(DatabaseScheduler, "tick", look)
    times = iter([1000.0, 1001.0, 400.0, 401.0])
    monkeypatch.setattr(beat, "time", lambda: next(times))

    for _tick in range(4):
        scheduler._heap = ["what is to come"]
        scheduler.tick()

    assert looked == [["what is to come"], ["what is to come"], None, ["what is to come"]]
