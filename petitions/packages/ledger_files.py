"""The ledger of a petition as files: hashes and signed checkpoints, up to one of these.

A file a level instead of one a tile: tile N of a level is its bytes from N × 8192 on
(c2sp.org/tlog-tiles). A ledger of ten million leaves is four files.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import rfc8785

from petitions.bundles.checkpoints import CHECKPOINT, STAMP
from petitions.ledger import keys, note, queries, stamps
from petitions.ledger.merkle import HASH
from petitions.ledger.tiles import WIDTH, Place
from petitions.models import Checkpoint, CheckpointStamp, Petition
from petitions.packages.contents import Piece, piece

TEXT, JSON, LINES = "text/plain", "application/json", "application/jsonl"
BYTES, STAMP_KIND = "application/octet-stream", "application/timestamp-reply"
TILES_AT_ONCE = 500
ROWS_AT_ONCE = 500


def pieces(petition: Petition, head: dict[str, Any], at: datetime) -> Iterator[Piece]:
    """`head` is the newest checkpoint as a bundle tells it; stamps count that came before `at`."""
    size: int = head["size"]
    newest = Checkpoint.objects.get(petition=petition, size=size)
    yield piece(f"ledger/{CHECKPOINT}", TEXT, newest.note.encode())
    stamp = CheckpointStamp.objects.filter(checkpoint=newest, received_at__lte=at).first()
    if stamp:
        yield piece(f"ledger/{STAMP}", STAMP_KIND, stamps.answer(bytes(stamp.token)))
    yield piece("ledger/keys.json", JSON, rfc8785.dumps(_keys(petition.slug)))
    yield Piece("ledger/checkpoints.jsonl", LINES, partial(_checkpoints, petition.pk, size, at))
    level = 0
    while hashes := size // WIDTH**level:
        blocks = partial(_hashes, petition.pk, level, hashes)
        yield Piece(f"ledger/level-{level}.bin", BYTES, blocks)
        level += 1


def _hashes(petition_id: int, level: int, count: int) -> Iterator[bytes]:
    """The first so many of a level; a tile at its edge may have grown since."""
    tiles = -(-count // WIDTH)
    for first in range(0, tiles, TILES_AT_ONCE):
        places = [Place(level, n) for n in range(first, min(first + TILES_AT_ONCE, tiles))]
        found = queries.tiles_at(petition_id, places)
        block = b"".join(found[place] for place in places)
        yield block[: (count - first * WIDTH) * HASH]


def _checkpoints(petition_id: int, size: int, at: datetime) -> Iterator[bytes]:
    """One line each: size, time, note, and the timestamp (DER in base64) that covers it."""
    own = Checkpoint.objects.filter(petition=petition_id, size__lte=size).order_by("size")
    for each in own.select_related("stamp").iterator(ROWS_AT_ONCE):
        stamp: CheckpointStamp | None = getattr(each, "stamp", None)
        token = bytes(stamp.token) if stamp and stamp.received_at <= at else b""
        told: dict[str, Any] = {
            "size": each.size,
            "at": each.at.isoformat(),
            "note": each.note,
            "timestamp": base64.b64encode(token).decode() or None,
        }
        yield rfc8785.dumps(told) + b"\n"


def _keys(slug: str) -> list[dict[str, Any]]:
    """As `/ledger/<slug>/keys` shows them."""
    return [
        {
            "key": note.verifier_key(note.origin(slug), each.public),
            "from": each.began_at.isoformat() if each.began_at else None,
            "until": each.ended_at.isoformat() if each.ended_at else None,
        }
        for each in keys.known()
    ]
