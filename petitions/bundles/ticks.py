"""At which moments a schedule says that a bundle is due, in the time zone of its own.

What stands on the clock counts. A time that the clock leaves out in spring comes as much later as
the clock goes forward, and one that comes twice in autumn counts when it comes first: so every
time on the clock is one moment, whoever computes it, and whenever.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

#: Where the bodies of a country keep their hours.
ZONES = {
    "EE": "Europe/Tallinn",
    "EU": "Europe/Brussels",
    "LT": "Europe/Vilnius",
    "LV": "Europe/Riga",
    "PL": "Europe/Warsaw",
    "UA": "Europe/Kyiv",
}
DAY = timedelta(days=1)


class Times(Protocol):
    """The five fields of a crontab as sets of numbers; a day must be in all three of its own."""

    minute: set[int]
    hour: set[int]
    day_of_week: set[int]  # 0 is Sunday
    day_of_month: set[int]
    month_of_year: set[int]


def last_time(
    times: Times, zone: ZoneInfo, *, after: datetime, until: datetime
) -> datetime | None:
    """The last moment of a crontab in (after, until], in UTC; None where there is none."""
    day, first = until.astimezone(zone).date(), after.astimezone(zone).date() - DAY
    while day >= first:
        if found := [at for at in _on(day, times, zone) if after < at <= until]:
            return max(found)
        day -= DAY
    return None


def last_pause(pause: timedelta, *, since: datetime, until: datetime) -> datetime | None:
    """The last moment in (since, until] that lies a whole number of pauses after the beginning."""
    turns = (until - since) // pause
    return since + turns * pause if turns > 0 else None


def _on(day: date, times: Times, zone: ZoneInfo) -> Iterator[datetime]:
    is_meant = (
        day.month in times.month_of_year
        and day.day in times.day_of_month
        and day.isoweekday() % 7 in times.day_of_week
    )
    if is_meant:
        for hour in times.hour:
            for minute in times.minute:
                yield datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(
                    UTC
                )
