"""How counts move. Rows first, counts after: signers never wait for each other.

A row says by itself whether the count includes it, so a run that dies loses nothing, and a
withdrawal is one more row whose place in the count no longer fits its state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

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
RETURNING petition_id, targets, assurance, country, CASE WHEN is_counted THEN 1 ELSE -1 END
"""

_MOVE = """
MERGE INTO {table} AS kept
USING unnest(
    %(owners)s::bigint[], %(assurances)s::text[], %(countries)s::text[], %(changes)s::int[]
) AS moved (owner, assurance, country, change)
ON kept.{owner} = moved.owner AND kept.assurance = moved.assurance
    AND kept.country = moved.country
WHEN MATCHED THEN UPDATE SET total = kept.total + moved.change{time}
WHEN NOT MATCHED THEN INSERT ({owner}, assurance, country, total)
    VALUES (moved.owner, moved.assurance, moved.country, moved.change)
"""
MOVE_PETITIONS = _MOVE.format(
    table="petitions_signaturecount",
    owner="petition_id",
    time=", counted_at = statement_timestamp()",
)
MOVE_TARGETS = _MOVE.format(table="petitions_targetcount", owner="target_id", time="")


class Kind(NamedTuple):
    """What is counted apart: per petition or target, how sure we are, and the country."""

    owner: int
    assurance: str
    country: str


class Turned(NamedTuple):
    petition: int
    targets: list[int]
    assurance: str
    country: str
    change: int


def by_petition(turned: Iterable[Turned]) -> Counter[Kind]:
    moved: Counter[Kind] = Counter()
    for row in turned:
        moved[Kind(row.petition, row.assurance, row.country)] += row.change
    return moved


def by_target(turned: Iterable[Turned]) -> Counter[Kind]:
    moved: Counter[Kind] = Counter()
    for row in turned:
        for target in row.targets:
            moved[Kind(target, row.assurance, row.country)] += row.change
    return moved


def move(statement: str, moved: Counter[Kind]) -> None:
    changes = [(kind, change) for kind, change in moved.items() if change]
    if changes:
        statements.run(statement, _columns(changes))


def _columns(changes: list[tuple[Kind, int]]) -> dict[str, Any]:
    return {
        "owners": [kind.owner for kind, _change in changes],
        "assurances": [kind.assurance for kind, _change in changes],
        "countries": [kind.country for kind, _change in changes],
        "changes": [change for _kind, change in changes],
    }
