"""How many submissions stand at the desk in each way: the numbers beside the filters of the queue.

Those that are alike are one cell. A short queue is counted when somebody looks; of a long one a
worker writes the cells down every two minutes, and only what is in somebody's hands is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Expression, QuerySet, Value, When
from django.utils.timezone import now

from testimonies.models import ConflictOfInterest, QueueEntry, QueueTally
from testimonies.review.queue import AGES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

ALIKE = (
    "kind", "language", "country", "state", "waits_for", "is_changed", "is_ours",
    "is_suspended", "is_held", "is_doubted",
)  # fmt: skip
#: As many are counted within the time in which a page is made.
COUNTED_AT_ONCE = 20_000


@dataclass(frozen=True)
class Cell:
    kind: str
    language: str
    country: str
    state: str
    waits_for: str
    is_changed: bool
    is_ours: bool
    is_suspended: bool
    is_held: bool
    is_doubted: bool
    #: How many of `AGES` it has reached.
    age: int
    many: int
    assignee: int | None = None


@dataclass(frozen=True)
class Counted:
    cells: tuple[Cell, ...]
    #: The cases that are not in them.
    away: list[int]
    #: When, if it was not just now.
    at: datetime | None = None


def count(user: User | AnonymousUser) -> Counted:
    """Of the entries that somebody may see."""
    away = ConflictOfInterest.objects.kept_from(user) if user.pk else []
    entries = QueueEntry.objects.visible_to(user, away=away)
    tally = list(QueueTally.objects.values_list(*ALIKE, "age", "many", "counted_at"))
    if not tally:
        return Counted(tuple(cells_of(entries)), away)
    kept: Iterable[Cell] = [Cell(*each[:-1]) for each in tally]
    if away:
        kept = _without(kept, QueueEntry.objects.of_cases(away))
    in_hand = cells_of(entries.filter(assignee__isnull=False))
    return Counted((*kept, *in_hand), away, at=min(each[-1] for each in tally))


def _without(counted: Iterable[Cell], hidden: QuerySet[QueueEntry]) -> Iterator[Cell]:
    """What was counted for everybody, less what one person keeps away from: a few at most."""
    away = {replace(cell, many=0): cell.many for cell in cells_of(hidden.filter(assignee=None))}
    for cell in counted:
        yield replace(cell, many=max(cell.many - away.get(replace(cell, many=0), 0), 0))


def cells_of(entries: QuerySet[QueueEntry]) -> Iterable[Cell]:
    counted: Any = (
        entries.order_by()
        .annotate(age=_age(now()))
        .values_list(*ALIKE, "age", "assignee")
        .annotate(many=Count("pk"))
    )
    for *alike_and_aged, assignee, many in counted:
        yield Cell(*[*alike_and_aged, many, assignee])


def _age(at: datetime) -> Expression:
    """Of what waits; what has been done grows no older."""
    limits = [at - longer for _words, longer in AGES.values()]
    reached = [When(since__lt=limit, then=Value(number)) for number, limit in enumerate(limits, 1)]
    done = When(waits_for="", is_changed=False, then=Value(0))
    return Case(done, *reversed(reached), default=Value(0))


def total(cells: Iterable[Cell]) -> int:
    return sum(cell.many for cell in cells)
