"""How a freeze takes signatures and withdrawals: one statement each, also for a million rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

#: Confirmed before the cut-off, meant for this target, in no earlier bundle for it, not erased.
NEW_SIGNATURES = """
FROM petitions_signature AS signature
WHERE signature.petition_id = %(petition)s AND signature.state = 'confirmed'
  AND signature.confirmed_at < %(cut_off)s AND signature.erased_at IS NULL
  AND %(target)s = ANY (signature.targets)
  AND NOT EXISTS (
    SELECT FROM petitions_bundleitem AS carried
    WHERE carried.target_id = %(target)s AND carried.kind = 'signature'
      AND carried.signature_id = signature.id)
"""
#: Counted, and not moved since the ledger had so many leaves.
_IN_THE_LEDGER = """
  AND signature.is_counted AND NOT EXISTS (
    SELECT FROM petitions_ledgerentry AS later
    WHERE later.petition_id = %(petition)s AND later.index >= %(below)s
      AND later.signature_id = signature.id)
"""
#: Handed over earlier, taken back, rejected or replaced since, and not yet told.
NEW_WITHDRAWALS = """
FROM petitions_bundleitem AS carried
JOIN petitions_signature AS signature ON signature.id = carried.signature_id
WHERE carried.target_id = %(target)s AND carried.kind = 'signature'
  AND signature.state IN ('withdrawn', 'rejected', 'superseded')
  AND signature.ended_at < %(cut_off)s
  AND NOT EXISTS (
    SELECT FROM petitions_bundleitem AS told
    WHERE told.target_id = %(target)s AND told.kind = 'withdrawal'
      AND told.signature_id = signature.id)
"""
_TAKE = """
INSERT INTO petitions_bundleitem (uuid, bundle_id, target_id, kind, position, signature_id)
SELECT gen_random_uuid(), %(bundle)s, %(target)s, %(kind)s,
  row_number() OVER (ORDER BY {order}), signature.id
{rows}
"""
TAKE_SIGNATURES = _TAKE.format(
    rows=NEW_SIGNATURES + _IN_THE_LEDGER, order="signature.confirmed_at, signature.id"
)
TAKE_WITHDRAWALS = _TAKE.format(rows=NEW_WITHDRAWALS, order="signature.ended_at, signature.id")
WAITING = f"SELECT (SELECT count(*) {NEW_SIGNATURES}), (SELECT count(*) {NEW_WITHDRAWALS})"
COUNT = """
SELECT signature.assurance, signature.country, count(*)
FROM petitions_bundleitem AS item
JOIN petitions_signature AS signature ON signature.id = item.signature_id
WHERE item.bundle_id = %(bundle)s AND item.kind = 'signature'
GROUP BY 1, 2 ORDER BY 1, 2
"""
#: What a list is made of, by position; names are still encrypted.
SIGNATURES = """
SELECT item.position::text, signature.uuid::text, signature.personal, signature.country,
  to_char(signature.signed_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'), signature.assurance,
  %(target)s = ANY (signature.valid_targets),
  CASE WHEN signature.assurance = 'qualified' AND %(target)s = ANY (signature.valid_targets) THEN (
    SELECT container.kind FROM petitions_signedcontainer AS container
    WHERE container.signature_id = signature.id AND container.state = 'verified'
    ORDER BY container.checked_at, container.id LIMIT 1) END
FROM petitions_bundleitem AS item
JOIN petitions_signature AS signature ON signature.id = item.signature_id
WHERE item.bundle_id = %(bundle)s AND item.kind = 'signature'
  AND item.position BETWEEN %(first)s AND %(last)s
ORDER BY item.position
"""
#: The same, each column as one array: a message for each row wakes whoever reads it each time.
_BY_COLUMN = """
SELECT array_agg(listed.position), array_agg(listed.uuid), array_agg(listed.personal),
  array_agg(listed.country), array_agg(listed.signed_on), array_agg(listed.assurance),
  array_agg(listed.is_valid), array_agg(listed.kind)
FROM ({rows}) AS listed
  (position, uuid, personal, country, signed_on, assurance, is_valid, kind)
"""
SIGNATURE_COLUMNS = _BY_COLUMN.format(rows=SIGNATURES)
#: Until the transaction ends: neither helpers of the database nor compiled plans. They take longer
#: to begin than a few thousand rows to be read, while the processors have other work.
AT_ONCE = "SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off"
#: Where in the list somebody has signed a file, and how large it is.
OWN_FILES = """
SELECT item.position, own.size
FROM petitions_bundleitem AS item
JOIN petitions_signature AS signature ON signature.id = item.signature_id
JOIN LATERAL (
  SELECT container.size FROM petitions_signedcontainer AS container
  WHERE container.signature_id = signature.id AND container.state = 'verified'
  ORDER BY container.checked_at, container.id LIMIT 1) AS own ON true
WHERE item.bundle_id = %(bundle)s AND item.kind = 'signature'
  AND signature.assurance = 'qualified' AND item.target_id = ANY (signature.valid_targets)
  AND item.position > %(after)s
ORDER BY item.position LIMIT %(most)s
"""
#: What no longer is as it was frozen: how, how often, and the first numbers of it.
CHANGED_SINCE = """
SELECT change, count(*), (array_agg(position ORDER BY position))[1:%(named)s]
FROM (
  SELECT item.position, CASE
      WHEN item.kind = 'withdrawal'
        AND signature.state NOT IN ('withdrawn', 'rejected', 'superseded') THEN 'notice'
      WHEN item.kind = 'withdrawal' THEN NULL
      WHEN signature.state IN ('withdrawn', 'superseded') THEN signature.state
      WHEN signature.state <> 'confirmed' THEN 'aside'
      WHEN NOT %(target)s = ANY (signature.targets) THEN 'elsewhere'
    END AS change
  FROM petitions_bundleitem AS item
  JOIN petitions_signature AS signature ON signature.id = item.signature_id
  WHERE item.bundle_id = %(bundle)s
) AS item
WHERE change IS NOT NULL GROUP BY change ORDER BY change
"""
#: By the place that each had in the bundle that carried it; a batch at a time.
WITHDRAWN = """
SELECT item.position, earlier.number, carried.position, signature.ended_at
FROM petitions_bundleitem AS item
JOIN petitions_bundleitem AS carried ON carried.target_id = item.target_id
  AND carried.kind = 'signature' AND carried.signature_id = item.signature_id
JOIN petitions_bundle AS earlier ON earlier.id = carried.bundle_id
JOIN petitions_signature AS signature ON signature.id = item.signature_id
WHERE item.bundle_id = %(bundle)s AND item.kind = 'withdrawal' AND item.position > %(after)s
ORDER BY item.position LIMIT %(most)s
"""
#: When as many had signed validly as are needed: right after the one that made it so many.
REACHED = """
SELECT signature.confirmed_at + interval '1 microsecond'
FROM petitions_signature AS signature
WHERE signature.petition_id = %(petition)s AND signature.state = 'confirmed'
  AND signature.is_counted AND %(target)s = ANY (signature.valid_targets)
ORDER BY signature.confirmed_at, signature.id OFFSET %(threshold)s - 1 LIMIT 1
"""
FREE_ITEMS = "DELETE FROM petitions_bundleitem WHERE bundle_id = %(bundle)s"
CLOCK = "SELECT statement_timestamp()"
#: The number comes first: items point to a bundle whose row is written last, with its counts.
NEXT_BUNDLE = "SELECT nextval(pg_get_serial_sequence('petitions_bundle', 'id'))"


@contextmanager
def in_one_pass() -> Iterator[None]:
    """Compare whole sets. Row by row, each row would search among all those just written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


def learn_sizes() -> None:
    """Without this the planner still sees the table as it was before a freeze, maybe empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE petitions_bundleitem")


def clock() -> datetime:
    """The database's, which is one for all machines; it stamps what is confirmed and closed."""
    at: datetime = ask(CLOCK)[0][0]
    return at


def run(statement: str, **parameters: Any) -> int:
    """How many rows the statement wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        written: int = cursor.rowcount
        return written


def ask(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
