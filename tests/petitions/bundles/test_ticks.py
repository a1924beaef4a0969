"""What stands on the clock of an institution counts, whatever it does in spring and autumn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from celery import schedules
from hypothesis import given, settings
from hypothesis import strategies as st

from petitions.bundles import ticks

CITIES = ["Europe/Tallinn", "Europe/Warsaw", "Europe/Kyiv"]
#: Standard time, hour of the change in summer and in winter: 2026-03-29 and 2026-10-25, 01:00 UTC.
LEFT_OUT = {"Europe/Tallinn": 3, "Europe/Warsaw": 2, "Europe/Kyiv": 3}
SPRING = datetime(2026, 3, 29, 1, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 1, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def crontab(**fields: str) -> Any:
    """As beat makes it of what the desk says."""
    return schedules.crontab(**fields)


def all_ticks(times: Any, zone: str, first: datetime, last: datetime) -> list[datetime]:
    """Each of them, asked for one after the other from the last one back."""
    found: list[datetime] = []
    until = last
    while tick := ticks.last_time(times, ZoneInfo(zone), after=first, until=until):
        found.insert(0, tick)
        until = tick - timedelta(microseconds=1)
    return found


@pytest.mark.parametrize("zone", CITIES)
def test_a_morning_stays_a_morning_when_the_clock_changes(zone: str) -> None:
    times = crontab(minute="0", hour="6")

    for change in (SPRING, AUTUMN):
        found = all_ticks(times, zone, change - timedelta(days=2), change + timedelta(days=2))

        assert [tick.astimezone(ZoneInfo(zone)).hour for tick in found] == [6, 6, 6, 6]
        gaps = {after - before for before, after in pairwise(found)}
        assert gaps == {timedelta(hours=24), timedelta(hours=23 if change == SPRING else 25)}


@pytest.mark.parametrize("zone", CITIES)
def test_a_time_that_is_left_out_in_spring_comes_an_hour_later(zone: str) -> None:
    times = crontab(minute="30", hour=str(LEFT_OUT[zone]))

    (tick,) = all_ticks(times, zone, SPRING - timedelta(hours=12), SPRING + timedelta(hours=12))

    assert tick == SPRING + timedelta(minutes=30)
    there = tick.astimezone(ZoneInfo(zone))
    assert (there.hour, there.minute) == (LEFT_OUT[zone] + 1, 30)


@pytest.mark.parametrize("zone", CITIES)
def test_a_time_that_comes_twice_in_autumn_counts_once_and_first(zone: str) -> None:
    times = crontab(minute="30", hour=str(LEFT_OUT[zone]))

    (tick,) = all_ticks(times, zone, AUTUMN - timedelta(hours=12), AUTUMN + timedelta(hours=12))

    assert tick == AUTUMN - timedelta(minutes=30)


@pytest.mark.parametrize("zone", CITIES)
def test_what_comes_each_hour_is_there_each_hour_and_never_twice(zone: str) -> None:
    times = crontab(minute="15")

    spring = all_ticks(times, zone, SPRING - timedelta(hours=4), SPRING + timedelta(hours=4))
    autumn = all_ticks(times, zone, AUTUMN - timedelta(hours=4), AUTUMN + timedelta(hours=4))

    assert len(spring) == 8
    assert len(autumn) == 7  # the hour that comes twice counts once
    assert spring == sorted(set(spring))
    assert autumn == sorted(set(autumn))


def test_a_day_is_meant_by_all_three_of_its_fields() -> None:
    first_if_monday = crontab(minute="0", hour="6", day_of_month="1", day_of_week="mon")

    found = all_ticks(first_if_monday, "Europe/Tallinn", LONG_AGO, LONG_AGO.replace(year=2027))

    assert [tick.date().isoformat() for tick in found] == ["2026-06-01"]


def test_a_day_that_comes_every_four_years_ticks_when_it_comes() -> None:
    times = crontab(minute="0", hour="6", day_of_month="29", month_of_year="2")

    found = all_ticks(times, "Europe/Kyiv", LONG_AGO, LONG_AGO.replace(year=2030))

    assert [tick.date().isoformat() for tick in found] == ["2028-02-29"]


def test_a_tick_lies_after_the_one_moment_and_not_after_the_other() -> None:
    zone, at = ZoneInfo("Europe/Tallinn"), datetime(2026, 11, 23, 4, tzinfo=UTC)
    times = crontab(minute="0", hour="6")

    assert ticks.last_time(times, zone, after=at - MINUTE, until=at) == at
    assert ticks.last_time(times, zone, after=at, until=at + MINUTE) is None
    assert ticks.last_time(times, zone, after=at - MINUTE, until=at - MINUTE / 2) is None


@settings(max_examples=100, deadline=None)
@given(
    zone=st.sampled_from([*CITIES, "Australia/Lord_Howe", "America/Havana", "UTC"]),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    day=st.integers(0, 364),
)
def test_every_day_has_its_tick_and_two_askers_find_the_same(
    zone: str, hour: int, minute: int, day: int
) -> None:
    times = crontab(minute=str(minute), hour=str(hour))
    begin = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)

    found = all_ticks(times, zone, begin, begin + timedelta(days=3))

    assert 2 <= len(found) <= 4
    for tick in found:
        later = ticks.last_time(
            times, ZoneInfo(zone), after=begin, until=tick + timedelta(minutes=7)
        )
        assert later == tick


def test_pauses_are_counted_from_the_beginning() -> None:
    pause = timedelta(hours=7)

    assert ticks.last_pause(pause, since=LONG_AGO, until=LONG_AGO + 3 * pause) == (
        LONG_AGO + 3 * pause
    )
    assert ticks.last_pause(pause, since=LONG_AGO, until=LONG_AGO + 3.5 * pause) == (
        LONG_AGO + 3 * pause
    )
    assert ticks.last_pause(pause, since=LONG_AGO, until=LONG_AGO + pause / 2) is None
