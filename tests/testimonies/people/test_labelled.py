"""The labelled pairs: who is found beside whom, and what is never said of two people."""

from __future__ import annotations

from collections import Counter

import pytest

from bench import pairs
from bench.pairs import Pair
from testimonies.people import keys, rules
from testimonies.people.rules import Field, Standing

PAIRS = pairs.read()
MANY, SHOWN = 120, 5


def found(pair: Pair) -> list[Pair]:
    """The pairs whose second half shares a key with the first half of this one, likest first."""
    asked = set(keys.asked_of(pair.one))
    near = [each for each in PAIRS if asked & set(keys.of(each.other))]
    possible = [each for each in near if not rules.cannot_be_one(pair.one, each.other)]
    return sorted(possible, key=lambda each: -rules.compare(pair.one, each.other).score)


def test_there_are_enough_of_both_kinds() -> None:
    kinds = Counter(pair.is_same for pair in PAIRS)

    assert len(PAIRS) >= MANY
    assert min(kinds.values()) >= 40


def test_nearly_everybody_is_among_the_first_five() -> None:
    same = [pair for pair in PAIRS if pair.is_same]

    hits = sum(pair in found(pair)[:SHOWN] for pair in same)

    assert hits / len(same) >= 0.95


def test_of_two_people_probably_is_said_of_none() -> None:
    wrong = [
        pair.line
        for pair in PAIRS
        if not pair.is_same
        and not rules.cannot_be_one(pair.one, pair.other)
        and rules.compare(pair.one, pair.other).is_probable
    ]

    assert wrong == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.line[:40])
def test_probably_always_has_two_fields_besides_the_name(pair: Pair) -> None:
    likeness = rules.compare(pair.one, pair.other)

    agreed = likeness.fields(Standing.MATCH)
    if likeness.is_probable:
        assert Field.NAME in agreed
        assert len(agreed) >= 3
        assert likeness.fields(Standing.DIFFERS) == []
    assert 0 <= likeness.score <= 100
    assert all(0 <= each.points <= each.most for each in likeness.compared)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.line[:40])
def test_it_is_the_same_from_either_side(pair: Pair) -> None:
    assert rules.compare(pair.one, pair.other).score == rules.compare(pair.other, pair.one).score
    assert rules.cannot_be_one(pair.one, pair.other) == rules.cannot_be_one(pair.other, pair.one)
