"""The tree against a naive reading of RFC 9162, and against the vectors that everybody uses."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.ledger import merkle, tiles
from petitions.ledger.merkle import HASH, Frontier, Leaves, Subtree
from petitions.ledger.tiles import Place

#: Of the Certificate Transparency reference implementation.
INPUTS = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = st.integers(1, 700)


def naive_root(entries: list[bytes]) -> bytes:
    """MTH of RFC 9162 §2.1.1, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = naive_half(len(entries))
    return sha256(b"\x01" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


def naive_path(m: int, entries: list[bytes]) -> list[bytes]:
    """PATH of §2.1.3.1."""
    if len(entries) == 1:
        return []
    k = naive_half(len(entries))
    if m < k:
        return [*naive_path(m, entries[:k]), naive_root(entries[k:])]
    return [*naive_path(m - k, entries[k:]), naive_root(entries[:k])]


def naive_proof(m: int, entries: list[bytes], *, is_whole: bool = True) -> list[bytes]:
    """SUBPROOF of §2.1.4.1."""
    if m == len(entries):
        return [] if is_whole else [naive_root(entries)]
    k = naive_half(len(entries))
    if m <= k:
        return [*naive_proof(m, entries[:k], is_whole=is_whole), naive_root(entries[k:])]
    return [*naive_proof(m - k, entries[k:], is_whole=False), naive_root(entries[:k])]


def naive_half(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


class Kept:
    """A tree in tiles, grown in steps."""

    def __init__(self, *steps: int) -> None:
        self.size = 0
        self.tiles: dict[Place, bytes] = {}
        for step in steps:
            leaves = [merkle.leaf_hash(entry(self.size + each)) for each in range(step)]
            known = {place: self.tiles[place] for place in tiles.edge(self.size)}
            self.tiles |= tiles.grown(self.size, known, leaves)
            self.size += step

    def hash(self, leaves: Leaves) -> bytes:
        return merkle.hash_over(leaves, self._known)

    def _known(self, subtree: Subtree) -> bytes:
        return tiles.hash_in(self.tiles[tiles.place_of(subtree)], subtree)


def entry(number: int) -> bytes:
    return b"entry %d" % number


def entries(size: int) -> list[bytes]:
    return [entry(number) for number in range(size)]


def test_the_known_vectors_come_out() -> None:
    frontier, inputs = Frontier(), [bytes.fromhex(each) for each in INPUTS]
    assert frontier.root() == merkle.EMPTY == naive_root([])

    for size, (told, root) in enumerate(zip(inputs, ROOTS, strict=True), 1):
        frontier.add(merkle.leaf_hash(told))
        assert frontier.root().hex() == root
        assert naive_root(inputs[:size]).hex() == root


@given(SIZES)
def test_the_root_is_the_same_kept_in_tiles_and_streamed(size: int) -> None:
    frontier = Frontier()
    for each in entries(size):
        frontier.add(merkle.leaf_hash(each))

    assert frontier.root() == Kept(size).hash(Leaves(0, size)) == naive_root(entries(size))
    assert frontier.size == size


@given(st.data())
def test_every_leaf_has_the_path_of_the_rfc(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    kept, leaf = Kept(size), merkle.leaf_hash(entry(index))

    path = [kept.hash(leaves) for leaves in merkle.inclusion(index, size)]

    root = naive_root(entries(size))
    assert path == naive_path(index, entries(size))
    assert merkle.is_included(leaf, index, path, size, root)
    assert not merkle.is_included(merkle.leaf_hash(b"other"), index, path, size, root)
    assert not merkle.is_included(leaf, index, [*path, leaf], size, root)
    assert not merkle.is_included(leaf, index, path, size, leaf[::-1])
    assert size == 1 or not merkle.is_included(leaf, (index + 1) % size, path, size, root)
    assert not path or not merkle.is_included(leaf, index, path[:-1], size, root)


@given(st.data())
def test_a_newer_tree_proves_that_it_begins_with_the_older(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    old = data.draw(st.integers(1, size))
    kept, old_root = Kept(size), naive_root(entries(old))

    path = [kept.hash(leaves) for leaves in merkle.consistency(old, size)]

    root = naive_root(entries(size))
    assert path == naive_proof(old, entries(size))
    assert merkle.is_consistent(old, old_root, size, root, path)
    assert not merkle.is_consistent(old, old_root[::-1], size, root, path)
    assert not merkle.is_consistent(old, old_root, size, root[::-1], path)
    assert not merkle.is_consistent(old, old_root, size, root, [*path, root])
    for at in range(len(path)):
        spoilt = [*path[:at], path[at][::-1], *path[at + 1 :]]
        assert not merkle.is_consistent(old, old_root, size, root, spoilt)
        assert not merkle.is_consistent(old, old_root, size, root, path[:at] + path[at + 1 :])


@given(st.lists(st.integers(0, 600), max_size=6))
def test_tiles_are_the_same_in_however_many_steps_they_grow(steps: list[int]) -> None:
    total = sum(steps)

    assert Kept(*steps).tiles == Kept(total).tiles


@given(SIZES, SIZES)
def test_old_roots_come_out_of_the_newer_tiles(one: int, other: int) -> None:
    old, size = sorted((one, other))

    assert Kept(size).hash(Leaves(0, old)) == naive_root(entries(old))


def test_the_tiles_of_a_big_tree_are_those_of_the_specification() -> None:
    kept = Kept(70_000)

    widths = {place: len(hashes) // HASH for place, hashes in kept.tiles.items()}

    assert [widths[Place(0, number)] for number in range(274)] == [256] * 273 + [112]
    assert (widths[Place(1, 0)], widths[Place(1, 1)], widths[Place(2, 0)]) == (256, 17, 1)
    assert len(widths) == 277
    assert tiles.edge(70_000) == [Place(0, 273), Place(1, 1), Place(2, 0)]


def test_a_proof_in_a_tree_of_millions_needs_few_tiles() -> None:
    size = 10_000_019
    parts = [*merkle.inclusion(size // 3, size), *merkle.consistency(size // 7, size)]

    places = {tiles.place_of(each) for leaves in parts for each in merkle.subtrees(leaves)}

    assert len(places) <= 12


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "000"), (7, "007"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")],
)
def test_numbers_of_tiles_are_written_as_specified(number: int, text: str) -> None:
    assert tiles.written(number) == text
    assert tiles.read(text) == number


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 5), (5, 5), (6, 5)])
def test_there_is_no_path_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion(index, size)

    assert not merkle.is_included(bytes(HASH), index, [], size, bytes(HASH))


@pytest.mark.parametrize(("old", "size"), [(0, 5), (-1, 5), (6, 5)])
def test_an_empty_or_bigger_tree_proves_nothing(old: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such size"):
        merkle.consistency(old, size)

    assert not merkle.is_consistent(old, merkle.EMPTY, size, bytes(HASH), [])


def test_hashes_of_a_wrong_length_prove_nothing() -> None:
    root = merkle.leaf_hash(b"only")

    assert merkle.is_included(root, 0, [], 1, root)
    assert not merkle.is_included(root[:-1], 0, [], 1, root[:-1])
    assert not merkle.is_consistent(1, root[:-1], 1, root[:-1], [])
