"""One thing that was looked at, and how it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    WELL = "ok"
    MISSING = "missing"  # not set up; nothing is broken
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    what: str
    health: Health
    sentence: str


Look = Callable[[], Iterator[Finding]]


def well(what: str, sentence: str) -> Finding:
    return Finding(what, Health.WELL, sentence)


def missing(what: str, sentence: str) -> Finding:
    return Finding(what, Health.MISSING, sentence)


def wrong(what: str, sentence: str) -> Finding:
    return Finding(what, Health.WRONG, sentence)
