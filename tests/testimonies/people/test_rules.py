"""What agrees, what differs, and what makes it impossible."""

from __future__ import annotations

from datetime import date

import pytest

from testimonies.people import features, keys, records, rules
from testimonies.people.features import REGION, Features, Span, Spelling
from testimonies.people.rules import Field, Standing


def day(written: str) -> Span:
    return Span(date.fromisoformat(written), date.fromisoformat(written))


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31))


def standing(one: Features, other: Features, field: Field) -> tuple[Standing, int]:
    found = next(each for each in rules.compare(one, other).compared if each.field == field)
    return found.standing, found.points


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (day("1934-06-14"), day("1934-06-14"), (Standing.MATCH, 20)),
        (day("1934-06-14"), year(1934), (Standing.MATCH, 16)),
        (day("1899-01-01"), day("1899-01-13"), (Standing.MATCH, 20)),  # the calendar of the empire
        (day("1934-06-14"), day("1934-06-26"), (Standing.DIFFERS, 8)),
        (year(1934), year(1936), (Standing.DIFFERS, 4)),
        (year(1934), Span(date(1930, 1, 1), date(1939, 12, 31)), (Standing.MISSING, 6)),
        (year(1934), Span(), (Standing.MISSING, 0)),
    ],
)
def test_births(one: Span, other: Span, expected: tuple[Standing, int]) -> None:
    assert standing(Features(birth=one), Features(birth=other), Field.BIRTH) == expected


@pytest.mark.parametrize(
    ("one", "other", "is_impossible"),
    [
        (Features(sex="f"), Features(sex="m"), True),
        (Features(sex="f"), Features(), False),
        (Features(birth=year(1930)), Features(birth=year(1934)), True),
        (Features(birth=year(1930)), Features(birth=year(1933)), False),
        (Features(birth=day("1930-01-01")), Features(birth=day("1933-01-01")), True),
    ],
)
def test_what_makes_it_impossible(one: Features, other: Features, *, is_impossible: bool) -> None:
    assert rules.cannot_be_one(one, other) is is_impossible


def test_a_patronymic_is_the_father_whom_another_source_tells_of() -> None:
    file = Features(spellings=(records.spelling({"given": "Анна", "patronymic": "Ионовна"}),))
    told = Features(relatives=frozenset({("father", "Jonas")}))
    another = Features(relatives=frozenset({("father", "Petras")}))

    assert standing(file, told, Field.RELATIVES) == (Standing.MATCH, 10)
    assert standing(file, another, Field.RELATIVES) == (Standing.DIFFERS, 0)


def test_a_region_and_a_day_are_no_match_and_a_destination_is() -> None:
    taken = day("1941-06-14")
    region = Features(taken=taken, destinations=frozenset({f"{REGION}altai"}))
    town = Features(taken=taken, destinations=frozenset({"kamen"}))

    assert standing(region, region, Field.DEPORTATION) == (Standing.MISSING, 5)
    assert standing(town, town, Field.DEPORTATION) == (Standing.MATCH, 7)


def test_sources_contradict_each_other_about_a_death() -> None:
    assert rules.contradict([(date(1942, 1, 1), date(1942, 12, 31)), (date(1950, 1, 1),) * 2])
    assert not rules.contradict([(date(1942, 1, 1), date(1942, 12, 31)), (None, None)])


def test_whoever_was_born_110_years_ago_is_presumed_dead() -> None:
    today = date(2026, 11, 26)

    assert rules.is_presumed_dead([date(1910, 1, 1), None], at=today)
    assert not rules.is_presumed_dead([date(1910, 1, 1), date(1930, 1, 1)], at=today)
    assert not rules.is_presumed_dead([None], at=today)


def test_features_come_back_from_the_database_as_they_were() -> None:
    own = Features(
        spellings=(Spelling(("ona",), ("zemait",), frozenset({"Jonas"})), Spelling(("ana",))),
        sex="f",
        birth=year(1934),
        homes=frozenset({"KRTNK"}),
        relatives=frozenset({("mother", "Ona")}),
        operations=frozenset({"june-deportation"}),
        taken=day("1941-06-14"),
        destinations=frozenset({"kamen"}),
    )

    assert features.from_plain(features.as_plain(own)) == own
    assert set(keys.of(own)) <= set(keys.asked_of(own))
