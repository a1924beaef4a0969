"""The ledger: what a leaf costs beside its hash alone, proofs in a tree of a million, the lag."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from random import Random
from statistics import median
from time import perf_counter

from bench.acts import an_open_petition
from petitions.ledger import actions as ledger
from petitions.ledger import queries, statements, tiles
from petitions.ledger.actions import Move
from petitions.ledger.leaf import Leaf
from petitions.ledger.tiles import Place
from petitions.models import LedgerEntry, Petition
from petitions.signing import actions as signing
from petitions.signing import counting

LEAVES = 20_000
MILLION = 1_000_000
PROOFS = 300
BEAT = 2.0  # seconds between two counts
STEP = 64 * tiles.WIDTH


def print_lines() -> None:
    _print_lag()
    _print_append()
    _print_proofs()


def _print_lag() -> None:
    """How late the last of a rush is counted and in the ledger: the beat, and its batch."""
    started = perf_counter()
    moved = signing.count_signatures()
    took = perf_counter() - started
    lag = BEAT + min(moved, counting.BATCH) / moved * took
    print(
        f"counting       {moved / took:9.0f} signatures/s with their leaves ({moved} at once),"
        f" lag {lag:.1f} s  ≤ 5 s"
    )


def _print_append() -> None:
    petition = an_open_petition("bench-ledger")
    known = LedgerEntry.objects.order_by("pk")[:LEAVES]
    moves = [_move(petition, entry) for entry in known]
    moves = (moves * (LEAVES // len(moves) + 1))[:LEAVES]
    leaves = [
        Leaf(petition.slug, petition.text_digest, place, *move[2:]).canonical()
        for place, move in enumerate(moves)
    ]
    alone = _seconds(lambda: [sha256(b"\x00" + leaf).digest() for leaf in leaves])
    started = perf_counter()
    for at in range(0, LEAVES, counting.BATCH):
        ledger.append(moves[at : at + counting.BATCH])
    ours = perf_counter() - started
    print(
        f"ledger append  {ours / LEAVES * 1e6:9.1f} µs a leaf, committed;"
        f" its SHA-256 alone {alone / LEAVES * 1e6:.1f} µs"
    )


def _print_proofs() -> None:
    petition = an_open_petition("bench-million")
    _grow(petition, MILLION)
    chance = Random(1941)  # noqa: S311 (the same leaves each time)
    indexes = [chance.randrange(MILLION) for _proof in range(PROOFS)]
    included = median(
        _seconds(partial(queries.inclusion, petition.pk, index, MILLION)) for index in indexes
    )
    grown = median(
        _seconds(partial(queries.consistency, petition.pk, index + 1, MILLION))
        for index in indexes
    )
    print(
        f"ledger proof   {included * 1e3:9.2f} ms inclusion, {grown * 1e3:.2f} ms consistency"
        f" (median, {MILLION:,} leaves)  ≤ 5 ms"
    )


def _grow(petition: Petition, size: int) -> None:
    """Straight into tiles."""
    edge: dict[Place, bytes] = {}
    for start in range(0, size, STEP):
        end = min(start + STEP, size)
        fresh = list(_hashes(start, end))
        grown = tiles.grown(start, edge, fresh)
        statements.run(
            statements.KEEP_TILES,
            petition=petition.pk,
            levels=[place.level for place in grown],
            numbers=[place.number for place in grown],
            hashes=list(grown.values()),
        )
        known = edge | grown
        edge = {place: known[place] for place in tiles.edge(end)}


def _hashes(start: int, end: int) -> Iterator[bytes]:
    return (sha256(b"\x00%d" % number).digest() for number in range(start, end))


def _move(petition: Petition, entry: LedgerEntry) -> Move:
    return Move(
        petition.pk,
        entry.signature_id,
        entry.event,
        entry.assurance,
        entry.country,
        entry.day,
        bytes(entry.commitment),
    )


def _seconds(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started
