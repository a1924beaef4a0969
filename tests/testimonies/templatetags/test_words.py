"""Dates, figures, countries and languages in the language of the page."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from testimonies.templatetags import components


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "25 March 1949"),
        ("et", "25. märts 1949"),
        ("lt", "1949 m. kovo 25 d."),
        ("lv", "1949. gada 25. marts"),
        ("pl", "25 marca 1949"),
        ("uk", "25 березня 1949 року"),
    ],
)
def test_a_date_is_written_in_words_as_the_language_writes_it(language: str, written: str) -> None:
    with override(language):
        assert components.day_month_year(date(1949, 3, 25)) == written


def test_words_of_others_stand_in_the_quotation_marks_that_the_catalogue_gives() -> None:
    with override("en"):
        assert components.quoted("kulak & co.") == "“kulak & co.”"
        assert components.quoted("") == ""


def test_a_moment_is_told_in_the_time_of_the_place() -> None:
    evening_in_greenwich = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    with override("en"):
        assert components.date_and_time(evening_in_greenwich) == "2 July 2026, 01:30"
        assert components.day_month_year(evening_in_greenwich) == "2 July 2026"


def test_nothing_is_written_for_a_date_that_is_not_there() -> None:
    assert components.day_month_year(None) == ""
    assert components.date_and_time(None) == ""
    assert components.figure(None) == ""


def test_figures_are_grouped_as_the_language_groups_them() -> None:
    with override("en"):
        assert components.figure(1_208_214) == "1,208,214"
    with override("et"):
        assert components.figure(1_208_214) == "1\u00a0208\u00a0214"


def test_countries_and_languages_have_names() -> None:
    with override("lt"):
        assert components.country_name("ee") == "Estija"
        assert components.language_name("uk") == "ukrainiečių"


def test_an_unknown_code_stands_for_itself() -> None:
    with override("en"):
        assert components.country_name("Q9") == "Q9"
        assert components.language_name("q9") == "q9"


def test_a_phone_number_can_be_dialled() -> None:
    assert components.tel("+372 (600) 00-00") == "tel:+3726000000"
