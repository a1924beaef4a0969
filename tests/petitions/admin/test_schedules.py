"""The administrator decides when bundles are made."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from petitions import tasks
from petitions.bundles import queries as due
from petitions.models import Bundle, BundleRule
from petitions.models.bundle_rule import RuleKind
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_petition_with, a_target, turned_on
from tests.builders_review import a_moderator, an_administrator, signed_in

pytestmark = pytest.mark.django_db

SCHEDULES = "/admin/django_celery_beat/periodictask/"


def form(**answers: Any) -> dict[str, Any]:
    crontab, _made = CrontabSchedule.objects.get_or_create(minute="0", hour="6")
    filled = {
        "name": "Every morning",
        "task": "petitions.tasks.make_bundles",
        "crontab": crontab.pk,
        "enabled": "on",
        "description": "",
    }
    return filled | answers


def test_a_schedule_makes_the_bundle_for_an_institution() -> None:
    petition = a_petition_with("Ona Petraitė")
    target = a_target(petition)
    client = signed_in(an_administrator())
    assert f"{petition.slug} →" in client.get(f"{SCHEDULES}add/").content.decode()

    answer = client.post(f"{SCHEDULES}add/", form(target=target.pk))

    assert answer.status_code == 302
    schedule = PeriodicTask.objects.get(name="Every morning")
    assert json.loads(schedule.args) == [target.pk]
    assert CustodyEvent.objects.get(event="schedule.made").by == an_administrator()
    rule = BundleRule.objects.get(schedule=schedule)
    assert (rule.target, rule.kind) == (target, RuleKind.TIMES)
    tasks.make_bundles(*json.loads(schedule.args))
    assert not Bundle.objects.exists()


def test_a_bundle_without_an_institution_cannot_be_scheduled() -> None:
    answer = signed_in(an_administrator()).post(f"{SCHEDULES}add/", form())

    assert "Choose of which petition and for which institution." in answer.content.decode()
    assert not PeriodicTask.objects.filter(name="Every morning").exists()


def test_a_schedule_is_changed_stopped_and_removed() -> None:
    target = a_target(a_petition_with("Ona Petraitė"))
    client = signed_in(an_administrator())
    client.post(f"{SCHEDULES}add/", form(target=target.pk))
    schedule = PeriodicTask.objects.get(name="Every morning")
    pause = IntervalSchedule.objects.create(every=7, period="days")
    place = f"{SCHEDULES}{schedule.pk}/change/"
    assert f'value="{target.pk}" selected' in client.get(place).content.decode()

    stopped = form(target=target.pk, crontab="", interval=pause.pk)
    stopped.pop("enabled")
    client.post(place, stopped)

    schedule.refresh_from_db()
    assert schedule.interval == pause
    assert not schedule.enabled
    assert BundleRule.objects.get().schedule == schedule
    client.post(f"{SCHEDULES}{schedule.pk}/delete/", {"post": "yes"})
    assert not PeriodicTask.objects.filter(pk=schedule.pk).exists()
    assert not BundleRule.objects.exists()
    assert CustodyEvent.objects.filter(event="schedule.removed").exists()


def test_only_who_changes_the_times_begins_them_anew() -> None:
    target = a_target(a_petition_with("Ona Petraitė"))
    client = signed_in(an_administrator())
    client.post(f"{SCHEDULES}add/", form(target=target.pk))
    schedule, long_ago = PeriodicTask.objects.get(name="Every morning"), now() - timedelta(days=9)
    turned_on(BundleRule.objects.get(), long_ago)
    place = f"{SCHEDULES}{schedule.pk}/change/"

    client.post(place, form(target=target.pk, name="Each morning"))
    assert BundleRule.objects.get().since == long_ago

    other = CrontabSchedule.objects.create(minute="5", hour="7")
    client.post(place, form(target=target.pk, crontab=other.pk))
    assert BundleRule.objects.get().since > long_ago

    turned_on(BundleRule.objects.get(), long_ago)
    fields = {"minute": "6", "hour": "7", "day_of_month": "*", "month_of_year": "*"}
    fields |= {"day_of_week": "*", "timezone": "Europe/Tallinn"}
    client.post(f"/admin/django_celery_beat/crontabschedule/{other.pk}/change/", fields)
    assert BundleRule.objects.get().since > long_ago


def test_a_pause_that_becomes_shorter_makes_nothing_due_for_the_time_before() -> None:
    target = a_target(a_petition_with("Ona Petraitė"))
    client = signed_in(an_administrator())
    pause = IntervalSchedule.objects.create(every=30, period="days")
    client.post(f"{SCHEDULES}add/", form(target=target.pk, crontab="", interval=pause.pk))
    turned_on(BundleRule.objects.get(), now() - timedelta(days=9))

    shorter = {"every": "1", "period": "days"}
    client.post(f"/admin/django_celery_beat/intervalschedule/{pause.pk}/change/", shorter)

    pause.refresh_from_db()
    assert pause.every == 1
    assert due.due_ticks(target, now()) == []


def test_a_schedule_that_does_something_else_is_no_rule_any_more() -> None:
    target = a_target(a_petition_with("Ona Petraitė"))
    client = signed_in(an_administrator())
    client.post(f"{SCHEDULES}add/", form(target=target.pk))
    schedule = PeriodicTask.objects.get(name="Every morning")

    client.post(f"{SCHEDULES}{schedule.pk}/change/", form(task="petitions.tasks.sweep_bundles"))

    assert not BundleRule.objects.exists()


def test_what_the_settings_schedule_is_only_shown() -> None:
    pause = IntervalSchedule.objects.create(every=2, period="seconds")
    letters = PeriodicTask.objects.create(
        name="letters", task="testimonies.tasks.send_letters", interval=pause
    )
    client = signed_in(an_administrator())

    page = client.get(f"{SCHEDULES}{letters.pk}/change/")

    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert client.post(f"{SCHEDULES}{letters.pk}/change/", form()).status_code == 403
    assert client.post(f"{SCHEDULES}{letters.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "task",
    [
        "os.system",
        "celery.chain",
        "petitions.tasks.send_delivery",
        "petitions.tasks.check_container",
        "testimonies.tasks.make_access_copy",
    ],
)
def test_only_what_is_meant_for_schedules_can_be_chosen(task: str) -> None:
    client = signed_in(an_administrator())

    client.post(f"{SCHEDULES}add/", form(task=task))

    assert not PeriodicTask.objects.filter(task=task).exists()


def test_times_and_pauses_are_made_by_the_administrator_only() -> None:
    hour = {"minute": "0", "hour": "5", "day_of_month": "*", "month_of_year": "*"}
    hour |= {"day_of_week": "mon", "timezone": "Europe/Tallinn"}
    address = "/admin/django_celery_beat/crontabschedule/add/"

    assert signed_in(a_moderator()).post(address, hour).status_code == 403
    assert signed_in(an_administrator()).post(address, hour).status_code == 302

    assert CrontabSchedule.objects.filter(hour="5", day_of_week="mon").exists()
