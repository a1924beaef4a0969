"""Names that are one name in several languages, read from the two lists beside this module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from testimonies.people import folding

HERE = Path(__file__).parent
#: Fewer classes of consonants than that are shared by too many places.
EXACT = 3
Groups = Mapping[str, frozenset[str]]


def given(word: str) -> frozenset[str]:
    """What a folded given name counts as; every spelling in one group counts as the same."""
    return _given().get(folding.given_stem(word)) or _itself(folding.given_stem(word))


def is_given(word: str) -> bool:
    return folding.given_stem(word) in _given()


def is_of_a_woman(word: str) -> bool | None:
    """None where the name is in no group, or in one of each."""
    groups = _given().get(folding.given_stem(word), frozenset())
    told = {group in _women() for group in groups}
    return told.pop() if len(told) == 1 else None


def father(word: str) -> frozenset[str]:
    """The same of a father's name, as a patronymic or a genitive tells it."""
    stem = folding.father_stem(word)
    return _fathers().get(stem) or _itself(stem)


def place(word: str) -> str:
    """What a folded word of a place counts as."""
    stem = folding.place_stem(word)
    bones = folding.bones(stem)
    return _places().get(stem) or (bones if len(bones) >= EXACT else stem)


def _itself(stem: str) -> frozenset[str]:
    bones = folding.bones(stem)
    return frozenset({f"~{bones}"}) if bones else frozenset()


@cache
def _given() -> Groups:
    return _grouped("mf", folding.given_stem)


@cache
def _fathers() -> Groups:
    return _grouped("m", folding.father_stem)


@cache
def _women() -> frozenset[str]:
    return frozenset(words[1] for words in _lines("given_names.txt") if words[0] == "f")


@cache
def _places() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for words in _lines("place_names.txt"):
        for each in words:
            known.setdefault(folding.place_stem(folding.fold(each)), words[0])
    return known


def _grouped(of: str, stem: Callable[[str], str]) -> Groups:
    return _collected(
        (words[1], stem(folding.fold(each)))
        for words in _lines("given_names.txt")
        if words[0] in of
        for each in words[1:]
    )


def _collected(pairs: Iterable[tuple[str, str]]) -> Groups:
    found: dict[str, set[str]] = defaultdict(set)
    for group, stem in pairs:
        found[stem].add(group)
    return {stem: frozenset(groups) for stem, groups in found.items()}


def _lines(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.split()
