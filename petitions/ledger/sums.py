"""Whether the counts that are kept are the sums that they should be; each difference is named."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from petitions.ledger import statements


class Kind(NamedTuple):
    """As what a signature counts, by its leaf."""

    assurance: str
    country: str
    day: date


@dataclass(frozen=True)
class Kept:
    """Of one petition, all of one moment: how many leaves there are, and what was counted."""

    size: int
    kinds: Mapping[str, int]
    days: Mapping[str, int]
    #: For each institution, and the same by the signatures that are marked as counted.
    targets: Mapping[str, int]
    targets_by_signatures: Mapping[str, int]
    #: How many signatures are marked, and all their numbers mixed.
    marked: tuple[int, int]


def kept(petition_id: int) -> Kept:
    ((size, *told),) = statements.ask(statements.SUMS, petition=petition_id)
    kinds, days, targets, by_signatures, marked = map(json.loads, told)
    return Kept(size, kinds, days, targets, by_signatures, (marked[0], marked[1]))


def differences(kept: Kept, living: Mapping[int, Kind]) -> Iterator[str]:
    """`living` are the signatures that count, by the leaves.

    No leaf tells to whom a signature goes. The counts for institutions are compared with the
    rows of just those signatures that the leaves count.
    """
    yield from _compared(kept.kinds, _summed(living.values()), "ledger")
    yield from _compared(kept.days, _by_day(living.values()), "ledger")
    yield from _compared(kept.targets, kept.targets_by_signatures, "signatures")
    mixed = 0
    for signature in living:
        mixed ^= signature
    if kept.marked != (len(living), mixed):
        yield "Other signatures are marked as counted than the ledger says."


def _summed(kinds: Iterable[Kind]) -> Counter[str]:
    return Counter(f"{kind.assurance} {kind.country}" for kind in kinds)


def _by_day(kinds: Iterable[Kind]) -> Counter[str]:
    return Counter(f"{kind.day.isoformat()} {kind.assurance}" for kind in kinds)


def _compared(told: Mapping[str, int], summed: Mapping[str, int], by: str) -> Iterator[str]:
    for name in sorted(told.keys() | summed.keys()):
        is_told, is_summed = told.get(name, 0), summed.get(name, 0)
        if is_told != is_summed:
            yield f"The count of {name} is {is_told}, and {is_summed} by the {by}."
