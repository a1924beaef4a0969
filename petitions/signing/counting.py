"""How counts move. Rows first, counts after: signers never wait for each other.

A row says by itself whether the count includes it, so a run that dies loses nothing, and a
withdrawal is one more row whose place in the count no longer fits its state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, TypeVar

from petitions.ledger.actions import Move
from petitions.models.ledger import Event
from petitions.models.signature import State
from petitions.signing import statements

#: One writer at a time, in the whole installation.
WRITER = 7_204_003
BATCH = 5_000

ALONE = "SELECT pg_try_advisory_xact_lock(%(writer)s)"
AFTER_OTHERS = "SELECT true FROM pg_advisory_xact_lock(%(writer)s)"

#: Where a superseded signature has come to: the state of the one at the end of the line.
_STANDING = """
WITH RECURSIVE later AS (
    SELECT next.state, next.replaced_by_id FROM petitions_signature AS next
    WHERE next.id = signature.replaced_by_id
    UNION ALL
    SELECT next.state, next.replaced_by_id FROM later
    JOIN petitions_signature AS next ON next.id = later.replaced_by_id
)
SELECT state FROM later WHERE state <> 'superseded'
"""
#: Turns the rows of `Signature.objects.to_count()`; one that is just being changed waits.
#: A superseded one turns together with the stronger one that takes its place (its `head`), so
#: that nobody is missed meanwhile; by itself only when that one does not count.
TURN = f"""
WITH RECURSIVE due AS (
    SELECT signature.id, line.standing FROM petitions_signature AS signature
    CROSS JOIN LATERAL (SELECT CASE WHEN signature.state = 'superseded' THEN ({_STANDING})
        ELSE signature.state END AS standing) AS line
    WHERE (state = 'confirmed' AND NOT is_counted OR state <> 'confirmed' AND is_counted)
        AND (line.standing = 'confirmed') <> is_counted
    ORDER BY id LIMIT %(batch)s FOR NO KEY UPDATE OF signature SKIP LOCKED
), replaced AS (
    SELECT due.id AS head, weaker.id, weaker.is_counted FROM due
    JOIN petitions_signature AS weaker ON weaker.replaced_by_id = due.id
    WHERE due.standing = 'confirmed'
    UNION ALL
    SELECT replaced.head, weaker.id, weaker.is_counted FROM replaced
    JOIN petitions_signature AS weaker ON weaker.replaced_by_id = replaced.id
), turning AS (
    SELECT id, id AS head, standing FROM due
    UNION ALL
    SELECT id, head, 'superseded' FROM replaced WHERE is_counted
)
UPDATE petitions_signature AS signature SET is_counted = NOT is_counted
FROM turning WHERE signature.id = turning.id
RETURNING signature.id, turning.head, turning.standing, EXISTS (
        SELECT FROM petitions_ledgerentry AS entry WHERE entry.signature_id = signature.id),
    petition_id, targets, valid_targets, assurance, country,
    (confirmed_at AT TIME ZONE %(zone)s)::date, commitment,
    CASE WHEN is_counted THEN 1 ELSE -1 END
"""  # noqa: S608

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
    """A row whose place in the count has changed."""

    pk: int
    head: int
    standing: str
    is_known: bool  # to the ledger
    petition: int
    targets: list[int]
    valid_targets: list[int]
    assurance: str
    country: str
    day: date
    commitment: bytes
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


def for_the_ledger(turned: Iterable[Turned]) -> list[Move]:
    """One leaf for each person who came to count or counts no more, in the order of signing."""
    rows = sorted(turned)
    upgraded = {row.head for row in rows if row.head != row.pk}
    return [
        Move(
            row.petition,
            row.pk,
            _event(row, upgraded),
            row.assurance,
            row.country,
            row.day,
            bytes(row.commitment),
        )
        for row in rows
        if row.head == row.pk
    ]


def _event(row: Turned, upgraded: set[int]) -> Event:
    if row.change < 0:
        return Event.WITHDRAWN if row.standing == State.WITHDRAWN else Event.INVALIDATED
    if row.is_known:
        return Event.RESTORED
    return Event.UPGRADED if row.pk in upgraded else Event.SIGNED


def move(statement: str, moved: Counter[Kind]) -> None:
    changes = {kind: change for kind, change in moved.items() if change}
    if not changes:
        return
    fields = next(iter(changes))._fields
    columns: dict[str, Any] = {
        name: [kind[place] for kind in changes] for place, name in enumerate(fields)
    }
    statements.run(statement, columns | {"changes": list(changes.values())})
