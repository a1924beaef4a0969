"""What was told beside the story: plain values, checked and complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from testimonies.history.fuzzy_date import FuzzyDate


@dataclass(frozen=True)
class Leg:
    """One part of the way. `period` is the key of the period that it belongs to, or empty."""

    period: str
    mode: str
    start: FuzzyDate
    end: FuzzyDate
    #: {"from", "to", "deaths"}
    words: Mapping[str, str]


@dataclass(frozen=True)
class Beside:
    """Somebody beside the person whom the testimony is about."""

    role: str
    kin: str
    sureness: str
    fate: str
    birth: FuzzyDate
    death: FuzzyDate
    #: {"given", "patronymic", "surname"}; none of them where nobody knows the name
    name: Mapping[str, str]
    #: {"death_place", "place", "note"}
    words: Mapping[str, str]


@dataclass(frozen=True)
class Lost:
    kind: str
    returned: str
    proof: str
    taken: FuzzyDate
    #: {"what", "place", "taken_by"}
    words: Mapping[str, str]


@dataclass(frozen=True)
class Details:
    legs: tuple[Leg, ...] = ()
    people: tuple[Beside, ...] = ()
    property: tuple[Lost, ...] = ()
    fate: str = ""
    death: FuzzyDate = field(default_factory=FuzzyDate)
    #: {"sex", "nationality", "occupation", "label", "death_place", "death_cause"}
    words: Mapping[str, str] = field(default_factory=dict)
