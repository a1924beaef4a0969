"""The hashes of a tree in tiles of 256, as in c2sp.org/tlog-tiles: 33 bytes a leaf in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from petitions.ledger.merkle import HASH, Subtree

HEIGHT = 8
WIDTH = 1 << HEIGHT


class Place(NamedTuple):
    """Which tile: its level, and its number within the level."""

    level: int
    number: int


def place_of(subtree: Subtree) -> Place:
    """The tile out of which the subtree's hash is made."""
    level, rest = divmod(subtree.level, HEIGHT)
    return Place(level, subtree.number << rest >> HEIGHT)


def hash_in(tile: bytes, subtree: Subtree) -> bytes:
    """The subtree's hash out of its tile."""
    rest = subtree.level % HEIGHT
    first = (subtree.number << rest) % WIDTH
    return hash_of(tile[first * HASH : (first + (1 << rest)) * HASH])


def hash_of(hashes: bytes) -> bytes:
    """The node over 1, 2, 4, … or 256 neighbouring hashes."""
    while len(hashes) > HASH:
        hashes = b"".join(
            sha256(b"\x01" + hashes[at : at + 2 * HASH]).digest()
            for at in range(0, len(hashes), 2 * HASH)
        )
    return hashes


def edge(size: int) -> list[Place]:
    """The tiles at the right edge of a tree that are not full yet."""
    places = []
    level = 0
    while size:
        if size % WIDTH:
            places.append(Place(level, size // WIDTH))
        size, level = size // WIDTH, level + 1
    return places


def grown(size: int, known: Mapping[Place, bytes], leaves: Sequence[bytes]) -> dict[Place, bytes]:
    """The tiles that change or begin when the leaves' hashes are appended to a tree of `size`.

    `known` are the tiles of its `edge`.
    """
    changed: dict[Place, bytes] = {}
    level, fresh = 0, leaves
    while fresh:
        full = []
        for place, hashes in _filled(level, size, known, fresh):
            changed[place] = hashes
            if len(hashes) == WIDTH * HASH:
                full.append(hash_of(hashes))
        level, size, fresh = level + 1, size // WIDTH, full
    return changed


def _filled(
    level: int, size: int, known: Mapping[Place, bytes], fresh: Sequence[bytes]
) -> Iterable[tuple[Place, bytes]]:
    """One level's tiles, from the first that is not full, with these hashes behind the others."""
    place = Place(level, size // WIDTH)
    begun = known[place] if size % WIDTH else b""
    start = -(size % WIDTH)
    while start < len(fresh):
        yield place, begun + b"".join(fresh[max(start, 0) : start + WIDTH])
        place, begun, start = Place(level, place.number + 1), b"", start + WIDTH


def written(number: int) -> str:
    """A tile's number in an address: 1234067 is ``x001/x234/067``."""
    text = f"{number % 1000:03d}"
    while number := number // 1000:
        text = f"x{number % 1000:03d}/{text}"
    return text


def read(text: str) -> int:
    """The number behind ``x001/x234/067``."""
    return int(text.replace("x", "").replace("/", ""))
