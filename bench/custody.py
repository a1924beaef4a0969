"""How fast the custody chain is recomputed, beside SHA-256 alone over the same bytes."""

from __future__ import annotations

from hashlib import sha256
from time import perf_counter, process_time

from django.db import connection, transaction

from accounts.models import User
from bench.servers import database_cpu
from testimonies.custody import queries as custody

MILLION = 1_000_000
LENGTH = 200  # of the lines below, on average

#: A chain made by the database itself: looks, decisions with a code, files with a digest.
FILL = """
DO $$
DECLARE
    before bytea; number bigint; told text; canonical text; what text; kind text;
    moment timestamptz := clock_timestamp();
BEGIN
    SELECT hash, position INTO before, number FROM testimonies_custodyevent
        WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1;
    before := coalesce(before, decode(repeat('00', 32), 'hex'));
    number := coalesce(number, 0);
    FOR each IN 1..%(lines)s LOOP
        number := number + 1;
        moment := moment + interval '1.000003 seconds';
        CASE
            WHEN each %% 10 < 5 THEN
                kind := 'submission'; what := 'submission.viewed'; told := '{}';
            WHEN each %% 10 < 8 THEN
                kind := 'testimony'; what := 'testimony.declined';
                told := '{"reason":"duplicate"}';
            ELSE
                kind := 'evidence'; what := 'evidence.received';
                told := format('{"sha256":"%%s","size":%%s}',
                    encode(sha256(number::text::bytea), 'hex'), number);
        END CASE;
        canonical := format(
            '{"actor":"staff","at":"%%s","by":%(by)s,"detail":%%s,"event":"%%s","position":%%s'
            ',"subject":"BA-2026-%%s","subject_kind":"%%s"}',
            to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
            told, what, number, each, kind);
        before := sha256(before || convert_to(canonical, 'UTF8'));
        INSERT INTO testimonies_custodyevent
            (at, event, subject_kind, subject, by_id, actor, detail, position, hash)
        VALUES (moment, what, kind, 'BA-2026-' || each, %(by)s, 'staff', told::jsonb,
            number, before);
    END LOOP;
END $$
"""


def print_lines() -> None:
    _fill(MILLION)
    started, ours, theirs = perf_counter(), process_time(), database_cpu()
    verdict = custody.verify_chain()
    took = perf_counter() - started
    ours, theirs = process_time() - ours, database_cpu() - theirs
    if not verdict.is_whole:
        raise RuntimeError(f"Line {verdict.broken_at} does not fit.")
    each = 1e6 / verdict.lines
    print(
        f"verify_custody {verdict.lines / took:9,.0f} lines/s by the clock; processor"
        f" {ours * each:.1f} µs a line, database {theirs * each:.1f},"
        f" SHA-256 alone {_hash_alone(verdict.lines) * each:.1f}  ≥ 200,000/s (5 µs)",
        flush=True,
    )


def _hash_alone(lines: int) -> float:
    """Seconds of the processor for the same number of lines of the same length."""
    line, before = b"x" * LENGTH, bytes(32)
    used = process_time()
    for _line in range(lines):
        before = sha256(before + line).digest()
    return process_time() - used


def _fill(lines: int) -> None:
    by = User.objects.get_or_create(email="bench-custody@example.org")[0].pk
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FILL % {"lines": lines, "by": by})
        cursor.execute("ANALYZE testimonies_custodyevent")
