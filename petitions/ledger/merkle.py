"""Merkle trees as in RFC 9162 §2.1: hashing, what a proof is made of, and whether one holds.

Where the hashes are kept is not known here: whoever has them gives those of whole subtrees.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH = 32
EMPTY = sha256(b"").digest()


class Subtree(NamedTuple):
    """A whole one over 2**level leaves; the `number`-th of its level, from 0."""

    level: int
    number: int


class Leaves(NamedTuple):
    """Neighbouring leaves from `start` up to, and without, `end`."""

    start: int
    end: int


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def inclusion(index: int, size: int) -> list[Leaves]:
    """Over what the hashes of an inclusion proof are (§2.1.3.1), the leaf's neighbour first."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            path.append(Leaves(middle, end))
            end = middle
        else:
            path.append(Leaves(start, middle))
            start = middle
    return path[::-1]


def consistency(old: int, size: int) -> list[Leaves]:
    """Over what the hashes of a consistency proof are (§2.1.4.1)."""
    if not 0 < old <= size:
        raise ValueError("no such size")
    path = []
    start, end = 0, size
    while end != old:
        middle = start + _half(end - start)
        if old <= middle:
            path.append(Leaves(middle, end))
            end = middle
        else:
            path.append(Leaves(start, middle))
            start = middle
    if start:  # otherwise it is the old root, which the reader has
        path.append(Leaves(start, end))
    return path[::-1]


def subtrees(leaves: Leaves) -> list[Subtree]:
    """The whole subtrees, from left to right, over leaves that are one side of a node."""
    found = []
    start, end = leaves
    while start < end:
        level = (end - start).bit_length() - 1
        found.append(Subtree(level, start >> level))
        start += 1 << level
    return found


def hash_over(leaves: Leaves, known: Callable[[Subtree], bytes]) -> bytes:
    """The hash of the node over these leaves."""
    return joined([known(subtree) for subtree in subtrees(leaves)])


def joined(peaks: Sequence[bytes]) -> bytes:
    """The root over subtrees that get smaller from left to right."""
    if not peaks:
        return EMPTY
    root = peaks[-1]
    for left in reversed(peaks[:-1]):
        root = node_hash(left, root)
    return root


class Frontier:
    """A tree that only grows, of which no more is kept than the next leaf needs."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """The hash of the next leaf."""
        peaks, size = self.peaks, self.size
        while size & 1:
            leaf = node_hash(peaks.pop(), leaf)
            size >>= 1
        peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        return joined(self.peaks)


def is_included(leaf: bytes, index: int, path: Sequence[bytes], size: int, root: bytes) -> bool:
    """Whether the path leads from the leaf's hash to the root (§2.1.3.2)."""
    if not 0 <= index < size or any(len(each) != HASH for each in (leaf, root, *path)):
        return False
    here, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(each, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, each)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the newer tree begins with all leaves of the older one (§2.1.4.2)."""
    if not 0 < old <= size or any(len(each) != HASH for each in (old_root, root, *path)):
        return False
    if old == size:
        return old_root == root and not path
    rest = [old_root, *path] if old & (old - 1) == 0 else list(path)
    return len(rest) > 1 and _leads_to(old, size, rest) == (old_root, root)


def _leads_to(old: int, size: int, rest: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots, as a consistency path implies them; None when it is too short or too long."""
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old_root = root = rest[0]
    for each in rest[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            old_root, root = node_hash(each, old_root), node_hash(each, root)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            root = node_hash(root, each)
        here, last = here >> 1, last >> 1
    return None if last else (old_root, root)


def _half(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
