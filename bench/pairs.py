"""The pairs of sources in `pairs.txt`, as the features that are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.people import equivalents, folding, records
from testimonies.people.features import Features, Span
from testimonies.people.records import KIN

FILE = Path(__file__).with_name("pairs.txt")


@dataclass(frozen=True)
class Pair:
    line: str
    is_same: bool
    one: Features
    other: Features


def read() -> list[Pair]:
    return [_pair(line) for line in FILE.read_text().splitlines() if line[:1] in {"+", "-"}]


def _pair(line: str) -> Pair:
    one, _is, other = line[2:].partition(" = ")
    return Pair(line, line.startswith("+"), _side(one), _side(other))


def _side(told: str) -> Features:
    names, born, home, relatives, taken, sent_to = (
        part.strip() for part in told.strip().split(";")
    )
    parts = [name.split("|") for name in names.split("/")]
    spellings = tuple(
        records.spelling({"given": given, "patronymic": patronymic, "surname": surname})
        for given, patronymic, surname in _filled(parts)
    )
    return Features(
        spellings=spellings,
        sex=records.sex_of("", spellings),
        birth=_span(born),
        homes=frozenset(records.words_of(home)),
        relatives=frozenset(_relatives(relatives)),
        taken=_span(taken),
        destinations=frozenset(records.words_of(sent_to)),
    )


def _filled(names: list[list[str]]) -> Iterator[tuple[str, str, str]]:
    """A further name has the given name of the first."""
    for given, patronymic, surname in names:
        yield given or names[0][0], patronymic, surname


def _relatives(told: str) -> Iterator[tuple[str, str]]:
    for each in filter(None, (part.strip() for part in told.split(","))):
        kin, _is, name = each.partition("=")
        for group in equivalents.given(folding.fold(name)):
            yield KIN[kin][0], group


def _span(edtf: str) -> Span:
    found = FuzzyDate(edtf)
    return Span(found.earliest, found.latest)
