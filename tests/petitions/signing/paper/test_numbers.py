"""The number on a sheet: typed by tired people, and noticed when it is wrong."""

from __future__ import annotations

from uuid import UUID

import pytest

from petitions.signing.paper import numbers
from petitions.signing.paper.numbers import Print
from testimonies.privacy.references import ALPHABET

PRINTED = Print(UUID(int=7), "sejm", "et")


def test_a_number_belongs_to_what_was_printed_under_it() -> None:
    number = numbers.new(PRINTED)

    assert len(number) == 10
    assert numbers.belongs(number, PRINTED)
    assert not numbers.belongs(number, Print(UUID(int=8), "sejm", "et"))
    assert not numbers.belongs(number, Print(UUID(int=7), "senat", "et"))
    assert not numbers.belongs(number, Print(UUID(int=7), "sejm", "pl"))


def test_one_wrong_sign_is_noticed_nearly_always() -> None:
    """Each time with one chance in a million that it is not: with this key it always is."""
    number = numbers.new(PRINTED)

    wrong = [
        number[:place] + sign + number[place + 1 :]
        for place in range(len(number))
        for sign in ALPHABET
        if sign != number[place]
    ]

    assert sum(numbers.belongs(each, PRINTED) for each in wrong) <= 1


@pytest.mark.parametrize(
    "typed",
    [
        "01A4M-3XR2P",
        "oia4m 3xr2p",
        " OLA4M–3XR2P ",
        "01A4M3XR2P",
        "https://example.org/et/petitions/justice/paper/#01A4M-3XR2P",
    ],
)
def test_it_is_read_however_it_is_typed(typed: str) -> None:
    assert numbers.read(typed) == "01A4M3XR2P"
    assert numbers.shown(numbers.read(typed)) == "01A4M-3XR2P"


@pytest.mark.parametrize(
    "typed",
    ["", "01A4M", "01A4M-3XR2PP", "U1A4M-3XR2P", "Ё1A4M-3XR2P", "https://example.org/", "#"],
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert numbers.read(typed) == ""
