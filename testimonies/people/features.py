"""What is compared of a mention: folded, plain and small. It is kept encrypted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

DAYS_OF_A_YEAR = 366
#: Before a destination that is as large as a country.
REGION = "region "


@dataclass(frozen=True)
class Span:
    """The first and the last day that a date can mean; None where nobody knows."""

    first: date | None = None
    last: date | None = None

    @property
    def is_known(self) -> bool:
        return self.first is not None and self.last is not None

    @property
    def days(self) -> int:
        return (self.last - self.first).days if self.first and self.last else 0

    @property
    def is_a_day(self) -> bool:
        return self.is_known and self.days == 0

    def apart(self, other: Span) -> int:
        """How many days lie between the two; 0 where both can be the same day."""
        if not (self.first and self.last and other.first and other.last):
            return 0
        return max(0, (other.first - self.last).days, (self.first - other.last).days)


@dataclass(frozen=True)
class Spelling:
    """One name: folded given names, stems of the surname, and what the father's counts as."""

    given: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    fathers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Features:
    """`sex` is f, m or empty; a relative is what they are to the person, and their given name."""

    spellings: tuple[Spelling, ...] = ()
    sex: str = ""
    birth: Span = Span()
    homes: frozenset[str] = frozenset()
    relatives: frozenset[tuple[str, str]] = frozenset()
    operations: frozenset[str] = frozenset()
    taken: Span = Span()
    destinations: frozenset[str] = frozenset()


def as_plain(features: Features) -> dict[str, Any]:
    """JSON, without what is empty."""
    plain = {
        "names": [
            [list(each.given), list(each.surnames), sorted(each.fathers)]
            for each in features.spellings
        ],
        "sex": features.sex,
        "birth": _days(features.birth),
        "homes": sorted(features.homes),
        "relatives": sorted(features.relatives),
        "operations": sorted(features.operations),
        "taken": _days(features.taken),
        "destinations": sorted(features.destinations),
    }
    return {key: value for key, value in plain.items() if value}


def from_plain(plain: Mapping[str, Any]) -> Features:
    return Features(
        spellings=tuple(
            Spelling(tuple(given), tuple(surnames), frozenset(fathers))
            for given, surnames, fathers in plain.get("names", ())
        ),
        sex=plain.get("sex", ""),
        birth=_span(plain.get("birth")),
        homes=frozenset(plain.get("homes", ())),
        relatives=frozenset((kin, name) for kin, name in plain.get("relatives", ())),
        operations=frozenset(plain.get("operations", ())),
        taken=_span(plain.get("taken")),
        destinations=frozenset(plain.get("destinations", ())),
    )


def _days(span: Span) -> list[int]:
    if not (span.first and span.last):
        return []
    return [span.first.toordinal(), span.last.toordinal()]


def _span(days: list[int] | None) -> Span:
    return Span(*(date.fromordinal(day) for day in days)) if days else Span()
