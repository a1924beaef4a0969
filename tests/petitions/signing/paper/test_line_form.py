"""What is keyed for one line: any name of any people, and nothing that could not be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.models import PaperSheet
from petitions.models.paper import Reading
from petitions.signing.paper import rules
from petitions.signing.paper.line_form import LineForm
from petitions.signing.paper.rules import Read
from tests.builders_paper import typed

SHEET = PaperSheet(
    fields=["name", "birth_date", "personal_code", "address", "nationality"],
    country="LT",
    code_country="LT",
)
NEEDED = {"name": "Ona Petraitytė", "birth_date": "14.6.1931"}


def form(**said: str) -> LineForm:
    return LineForm(SHEET, 3, typed(3, **(NEEDED | said)))


def why(**said: str) -> str:
    wrong = form(**said)
    assert not wrong.is_valid()
    return str(wrong.errors.as_text())


@pytest.mark.parametrize(
    "name",
    [
        "Ona",
        "=HYPERLINK(\"http://example.org\")",
        "+370 Ona",
        "N" * 200,
        "Žofija Škalická-O’Brien",
        "Міла Гончаренко",
        "محمد علي",
        "李小龍",
        "D'Arc; DROP TABLE",
    ],
)  # fmt: skip
def test_any_name_is_a_name(name: str) -> None:
    assert form(name=name).is_valid()
    assert form(name=name).errors == {}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("N" * 201, "longer than 200"),
        ("Ona \u202eatretaP", "cannot be printed"),
        ("Ona\x07", "cannot be printed"),
        ("\u2800", "cannot be printed"),
        ("", "write the name"),
    ],
)
def test_what_cannot_be_printed_is_no_name(name: str, said: str) -> None:
    assert said in why(name=name)


@pytest.mark.parametrize(
    "day", ["14.6.1931", "14/06/1931", "14 6 1931", "14061931", "1931-06-14", "14-6-1931"]
)
def test_a_day_is_keyed_in_many_ways(day: str) -> None:
    read = form(birth_date=day)

    assert read.is_valid()
    assert read.read.told["birth_date"] == "1931-06-14"


@pytest.mark.parametrize("day", ["31.2.1931", "1931", "14.6.31", "yesterday", "0.0.0000"])
def test_what_is_no_day_is_not_guessed(day: str) -> None:
    assert "day, month and year" in why(birth_date=day)


@pytest.mark.parametrize("day", ["1.1.1850", "1.1.2999"])
def test_nobody_was_born_then(day: str) -> None:
    assert "Nobody who is alive" in why(birth_date=day)


def test_a_personal_code_belongs_to_the_country_of_the_institution() -> None:
    read = form(personal_code="4310614 0000")

    assert read.is_valid(), read.errors
    assert read.read.told["personal_code"] == "43106140000"
    assert read.read.told["code_country"] == "LT"
    assert rules.identity(read.read.told) == "LT:43106140000"


def test_a_personal_code_of_another_country_says_so() -> None:
    read = form(personal_code="lv:161175-10001")

    assert read.is_valid(), read.errors
    assert rules.identity(read.read.told) == "LV:16117510001"


@pytest.mark.parametrize("code", ["43106140001", "123", "XX:43106140000", ":", "LV:43106140000"])
def test_a_code_that_cannot_be_is_refused(code: str) -> None:
    assert "No personal code of" in why(personal_code=code)


def test_a_name_alone_says_of_nobody_who_it_is() -> None:
    assert "A name alone" in why(birth_date="")
    assert form(birth_date="", address="Kauno g. 5").is_valid()


@pytest.mark.parametrize("country", ["", "X", "XX", "12", "Lithuania"])
def test_a_country_is_one(country: str) -> None:
    assert not form(country=country).is_valid()
    assert form(country="lt").is_valid()


@pytest.mark.parametrize(
    ("name", "reading"), [("?", Reading.ILLEGIBLE), ("-", Reading.EMPTY), ("–", Reading.EMPTY)]
)
def test_one_sign_in_place_of_a_name_says_what_a_line_is(name: str, reading: Reading) -> None:
    read = form(name=name, birth_date="", country="")

    assert read.is_valid()
    assert read.read == Read(reading)


def test_what_cannot_be_read_needs_no_words_and_keeps_none() -> None:
    read = form(name="", birth_date="99.99", country="", reading="illegible")

    assert read.is_valid()
    assert read.read == Read(Reading.ILLEGIBLE)


def test_a_line_nobody_touched_is_left_for_later() -> None:
    assert LineForm(SHEET, 3, typed(3)).is_untouched
    assert not LineForm(SHEET, 3, typed(3, reading="empty")).is_untouched
    assert not LineForm(SHEET, 3, typed(3, name="O")).is_untouched


@given(st.dictionaries(st.sampled_from([*SHEET.fields, "country", "reading"]), st.text()))
def test_whatever_is_keyed_is_answered(said: dict[str, Any]) -> None:
    read = LineForm(SHEET, 3, {f"line-3-{name}": value for name, value in said.items()})

    if read.is_valid() and read.read.is_legible:
        assert rules.identity(read.read.told)
    else:
        assert read.errors or not read.read.is_legible
