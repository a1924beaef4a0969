"""How counts move. Rows first, counts after: signers never wait for each other.

A row says by itself whether the count includes it, so a run that dies loses nothing, and a
withdrawal is one more row whose place in the count no longer fits its state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, TypeVar

from petitions.signing import statements

#: One writer at a time, in the whole installation.
WRITER = 7_204_003
BATCH = 5_000

ALONE = "SELECT pg_try_advisory_xact_lock(%(writer)s)"

#: Turns the rows of `Signature.objects.to_count()`; one that is just being changed waits.
TURN = """
WITH due AS (
    SELECT id FROM petitions_signature
    WHERE (state = 'confirmed' AND NOT is_counted) OR (state <> 'confirmed' AND is_counted)
    ORDER BY id LIMIT %(batch)s FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE petitions_signature AS signature SET is_counted = NOT is_counted
FROM due WHERE signature.id = due.id
RETURNING petition_id, targets, valid_targets, assurance, country,
    (confirmed_at AT TIME ZONE %(zone)s)::date, CASE WHEN is_counted THEN 1 ELSE -1 END
"""

_MOVE = """
MERGE INTO {table} AS kept
USING unnest({arrays}, %(changes)s::int[]) AS moved ({columns}, change)
ON {same}
WHEN MATCHED THEN UPDATE SET total = kept.total + moved.change{time}
WHEN NOT MATCHED THEN INSERT ({columns}, total) VALUES ({values}, moved.change)
"""


def _move(table: str, columns: dict[str, str], time: str = "") -> str:
    """`columns` are those that tell the kinds apart, with their types."""
    return _MOVE.format(
        table=table,
        arrays=", ".join(f"%({name})s::{kind}[]" for name, kind in columns.items()),
        columns=", ".join(columns),
        same=" AND ".join(f"kept.{name} = moved.{name}" for name in columns),
        values=", ".join(f"moved.{name}" for name in columns),
        time=time,
    )


_WHOSE = {"assurance": "text", "country": "text"}
MOVE_PETITIONS = _move(
    "petitions_signaturecount",
    {"petition_id": "bigint", **_WHOSE},
    ", counted_at = statement_timestamp()",
)
MOVE_TARGETS = _move(
    "petitions_targetcount", {"target_id": "bigint", **_WHOSE, "is_valid": "boolean"}
)
MOVE_DAYS = _move(
    "petitions_daycount", {"petition_id": "bigint", "day": "date", "assurance": "text"}
)


class PetitionKind(NamedTuple):
    """What is counted apart of a petition: how sure we are, and the country."""

    petition_id: int
    assurance: str
    country: str


class TargetKind(NamedTuple):
    """The same for one target, and whether it counts there or is a declaration of support."""

    target_id: int
    assurance: str
    country: str
    is_valid: bool


class DayKind(NamedTuple):
    petition_id: int
    day: date
    assurance: str


Kind = TypeVar("Kind", PetitionKind, TargetKind, DayKind)


class Turned(NamedTuple):
    petition: int
    targets: list[int]
    valid_targets: list[int]
    assurance: str
    country: str
    day: date
    change: int


def by_petition(turned: Iterable[Turned]) -> Counter[PetitionKind]:
    moved: Counter[PetitionKind] = Counter()
    for row in turned:
        moved[PetitionKind(row.petition, row.assurance, row.country)] += row.change
    return moved


def by_target(turned: Iterable[Turned]) -> Counter[TargetKind]:
    moved: Counter[TargetKind] = Counter()
    for row in turned:
        for target in row.targets:
            is_valid = target in row.valid_targets
            moved[TargetKind(target, row.assurance, row.country, is_valid)] += row.change
    return moved


def by_day(turned: Iterable[Turned]) -> Counter[DayKind]:
    moved: Counter[DayKind] = Counter()
    for row in turned:
        moved[DayKind(row.petition, row.day, row.assurance)] += row.change
    return moved


def move(statement: str, moved: Counter[Kind]) -> None:
    changes = {kind: change for kind, change in moved.items() if change}
    if not changes:
        return
    fields = next(iter(changes))._fields
    columns: dict[str, Any] = {
        name: [kind[place] for kind in changes] for place, name in enumerate(fields)
    }
    statements.run(statement, columns | {"changes": list(changes.values())})
