"""What the custody log says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection
from psycopg.pq import Format

from testimonies.custody import canonical
from testimonies.custody.canonical import Row
from testimonies.custody.chain import START
from testimonies.models import CustodyEvent

BATCH = 2_000
#: In this order `canonical.Row` reads it; moments in ISO 8601 whatever the server's DateStyle is.
CHAINED = """
SELECT position, hash, to_json(at AT TIME ZONE 'UTC')::text, event, subject_kind, subject,
       by_id, actor, detail::text
FROM testimonies_custodyevent WHERE position > %s ORDER BY position LIMIT %s
"""
BEFORE_ALL = -(2**63)


@dataclass(frozen=True)
class ChainVerdict:
    """How far the chain is whole; `broken_at` is the first line that does not fit."""

    lines: int
    head: str
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def verify_chain() -> ChainVerdict:
    """Recompute every hash from the rows. Constant memory."""
    before, lines = START, 0
    for row in _chained():
        expected = _hash(before, lines + 1, row)
        if row[0] != lines + 1 or row[1] != expected:
            return ChainVerdict(lines, before.hex(), lines + 1)
        before, lines = expected, lines + 1
    return ChainVerdict(lines, before.hex(), None)


def _hash(before: bytes, position: int, row: Row) -> bytes:
    """Empty for what the one writer can never have written: it fits nowhere."""
    try:
        return sha256(before + canonical.line(position, row)).digest()
    except (ValueError, RecursionError):
        return b""


def _chained() -> Iterator[Row]:
    """By pieces, each by its place in the index: nothing is held open, nothing piles up."""
    last = BEFORE_ALL
    with connection.cursor() as cursor:
        cursor.cursor.format = Format.BINARY  # hashes need not be spelled out and read again
        while True:
            cursor.execute(CHAINED, [last, BATCH])
            rows = cursor.fetchall()
            yield from rows
            if len(rows) < BATCH:
                return
            last = rows[-1][0]


def chain_head() -> str:
    """The hash (hex) of the newest chained line; bundles carry it."""
    last = CustodyEvent.objects.exclude(position=None).order_by("-position").first()
    return bytes(last.hash).hex() if last and last.hash else START.hex()


def is_head(digest: str) -> bool:
    """Whether the chain ever had this head (hex): bundles carry the head of their day."""
    try:
        wanted = bytes.fromhex(digest)
    except ValueError:
        return False
    return wanted == START or CustodyEvent.objects.filter(hash=wanted).exists()


def not_chained() -> int:
    """Lines that the one writer has not come to yet; a few seconds' worth."""
    return CustodyEvent.objects.filter(position=None).count()
