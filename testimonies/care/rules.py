"""When somebody has read for long. Pure, and only ever a suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from testimonies.models.care import Topic

#: So long without opening anything is a pause.
A_PAUSE = timedelta(minutes=20)
MINUTES = (30, 45, 60, 90)
CASES = (1, 2, 3, 5)


@dataclass(frozen=True)
class OwnWay:
    """How one person works. What the team knows, and below it what is theirs alone."""

    languages: tuple[str, ...] = ()
    most_in_hand: int | None = None
    days: tuple[int, ...] = ()
    rather_not: frozenset[Topic] = field(default_factory=frozenset)
    is_grey: bool = False
    pause_minutes: int | None = None
    pause_cases: int | None = None

    @property
    def has_pauses(self) -> bool:
        return self.pause_minutes is not None or self.pause_cases is not None


@dataclass(frozen=True)
class Look:
    reference: str
    at: datetime


@dataclass(frozen=True)
class Pause:
    """What speaks for one: how long somebody has read, and how many hard cases before this one."""

    minutes: int
    hard: int


def stretch(looks: Sequence[Look], *, at: datetime) -> list[Look]:
    """The looks, newest first, between which there was no pause up to now."""
    found: list[Look] = []
    after = at
    for look in looks:
        if after - look.at >= A_PAUSE:
            break
        found.append(look)
        after = look.at
    return found


def pause_after(
    way: OwnWay, looks: Sequence[Look], hard: frozenset[str], *, at: datetime
) -> Pause | None:
    """`hard` holds the references of cases with something hard in them."""
    read = stretch(looks, at=at)
    if not read:
        return None
    minutes = int((at - read[-1].at).total_seconds()) // 60
    many = len({look.reference for look in read} & hard - {read[0].reference})
    is_long = way.pause_minutes is not None and minutes >= way.pause_minutes
    is_much = way.pause_cases is not None and many >= way.pause_cases
    return Pause(minutes, many) if is_long or is_much else None
