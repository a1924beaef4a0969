"""Dates as lists write them, in ten languages: the day first, or the year; no guess."""

from __future__ import annotations

import pytest

from testimonies.errors import Refusal
from testimonies.lists import dates


@pytest.mark.parametrize(
    ("told", "edtf"),
    [
        ("03.04.1949", "1949-04-03"),
        ("3/4/1949", "1949-04-03"),
        ("1949-04-03", "1949-04-03"),
        ("1949.04.03", "1949-04-03"),
        ("1949 04 03", "1949-04-03"),
        ("04.1949", "1949-04"),
        ("1949-04", "1949-04"),
        ("1905 m.", "1905"),
        ("1905 г.р.", "1905"),
        ("1905. g.", "1905"),
        ("apie 1905", "1905~"),
        ("~1905", "1905~"),
        ("ок. 1905", "1905~"),
        ("около 1905 г.", "1905~"),
        ("1905?", "1905?"),
        ("ca 1905?", "1905%"),
        ("194?", "194X"),
        ("1941–1944", "[1941..1944]"),
        ("nežinoma", ""),
        ("неизвестно", ""),
        ("?", ""),
        ("-", ""),
        ("14 JUN 1941", "1941-06-14"),
        ("ABT JUN 1941", "1941-06~"),
        ("BEF 1941", "[..1941]"),
        ("BET 1940 AND 1942", "[1940..1942]"),
        ("FROM 1941 TO 1956", "[1941..1956]"),
        ("AFT 1941", ""),
        ("@#DJULIAN@ 1 JAN 1900", "1900"),
    ],
)
def test_a_date_is_read(told: str, edtf: str) -> None:
    read = dates.read(told)

    assert (read.edtf, read.as_told) == (edtf, told)


@pytest.mark.parametrize("told", ["31 FEB 1941", "BET 1942 AND 1940", "4/14/1949", "41", "spring"])
def test_what_cannot_be_is_refused(told: str) -> None:
    with pytest.raises(Refusal):
        dates.read(told)
