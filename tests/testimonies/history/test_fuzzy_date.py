"""Dates as people remember them."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from testimonies.errors import Refusal
from testimonies.history.fuzzy_date import Doubt, FuzzyDate, from_parts
from testimonies.history.rules import FIRST_YEAR, must_be_lived

DOUBTS = st.sampled_from(list(Doubt))


@pytest.mark.parametrize(
    ("parts", "edtf", "earliest", "latest"),
    [
        (("14", "6", "1941"), "1941-06-14", "1941-06-14", "1941-06-14"),
        (("", "06", "1941"), "1941-06", "1941-06-01", "1941-06-30"),
        (("", "", "1941"), "1941", "1941-01-01", "1941-12-31"),
        (("", "2", "1944"), "1944-02", "1944-02-01", "1944-02-29"),
        (("", "", "194?"), "194X", "1940-01-01", "1949-12-31"),
        (("", "", "19xx"), "19XX", "1900-01-01", "1999-12-31"),
        ((" 14. ", "6.", " 1941 "), "1941-06-14", "1941-06-14", "1941-06-14"),
        (("", "", "1941–1944"), "[1941..1944]", "1941-01-01", "1944-12-31"),
        (("", "3 - 5", "1949"), "[1949-03..1949-05]", "1949-03-01", "1949-05-31"),
        (("14–17", "6", "1941"), "[1941-06-14..1941-06-17]", "1941-06-14", "1941-06-17"),
        (("30–2", "6–7", "1941"), "[1941-06-30..1941-07-02]", "1941-06-30", "1941-07-02"),
        (("", "", "193X/1941"), "[193X..1941]", "1930-01-01", "1941-12-31"),
    ],
)
def test_three_fields_make_a_date(
    parts: tuple[str, str, str], edtf: str, earliest: str, latest: str
) -> None:
    when = from_parts(*parts)

    assert (when.edtf, str(when.earliest), str(when.latest)) == (edtf, earliest, latest)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (("31", "2", "1941"), "no such day"),
        (("29", "2", "1941"), "no such day"),
        (("14", "", "1941"), "month as well"),
        (("14", "6", ""), "four digits"),
        (("14", "6", "41"), "four digits"),
        (("14", "13", "1941"), "1 to 12"),
        (("0", "6", "1941"), "1 to 31"),
        (("14", "June", "1941"), "1 to 12"),
        (("14", "6", "194X"), "no such day"),
        (("14", "6", "0000"), "four digits"),
        (("١٤", "6", "1941"), "1 to 31"),
        (("", "", "1944–1941"), "before the first"),
        (("", "", "1941–44"), "four digits"),
        (("3/31/1949", "", ""), "1 to 12"),
        (("", "", "1941–194"), "four digits"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(
    parts: tuple[str, str, str], reason: str
) -> None:
    with pytest.raises(Refusal, match=reason):
        from_parts(*parts)


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
@pytest.mark.parametrize(
    "typed", ["03.04.1949", "3. 4. 1949", "03/04/1949", "3-4-1949", "1949-04-03", "3 4 1949"]
)
def test_a_whole_date_in_one_field_is_never_read_month_first(language: str, typed: str) -> None:
    with translation.override(language):
        found = {
            from_parts(typed, "", "").edtf,
            from_parts("", typed, "").edtf,
            from_parts("", "", typed).edtf,
        }

    assert found == {"1949-04-03"}


def test_then_or_earlier_has_no_first_day() -> None:
    when = from_parts("", "", "1949", or_earlier=True)

    assert (when.edtf, when.earliest, str(when.latest)) == ("[..1949]", None, "1949-12-31")
    assert when.in_words() == "1949 or earlier"


def test_a_doubt_about_a_time_between_two_is_kept() -> None:
    when = from_parts("", "", "1941-1944", doubt=Doubt.ABOUT)

    assert (when.edtf, when.doubt) == ("[1941~..1944~]", Doubt.ABOUT)
    assert when.in_words() == "about between 1941 and 1944"


@pytest.mark.parametrize(
    ("edtf", "years"),
    [
        ("1941-06-14~", "1941~"),
        ("[1941-06-14..1941-07]", "1941"),
        ("[1941-06..1944]", "[1941..1944]"),
        ("[..1949-03]", "[..1949]"),
        ("", ""),
        ("..", ".."),
    ],
)
def test_only_the_years_of_a_date(edtf: str, years: str) -> None:
    assert FuzzyDate(edtf).years == FuzzyDate(years)


@pytest.mark.parametrize(
    ("edtf", "is_lived"),
    [
        ("1841", False),
        ("18XX", False),
        ("1941", True),
        ("[..1949]", True),
        ("[1910..1918]", True),
        ("2026-11-27", False),
        ("2026", True),
        ("19XX", True),
    ],
)
def test_what_nobody_can_have_lived_is_refused(edtf: str, is_lived: bool) -> None:
    today = date(2026, 11, 26)

    if is_lived:
        must_be_lived(FuzzyDate(edtf), since=FIRST_YEAR, today=today)
    else:
        with pytest.raises(Refusal):
            must_be_lived(FuzzyDate(edtf), since=FIRST_YEAR, today=today)


def test_nothing_typed_is_not_known() -> None:
    when = from_parts("", " ", "")

    assert (when.edtf, when.earliest, when.latest) == ("", None, None)
    assert when.in_words() == "not known"


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), DOUBTS)
def test_every_day_of_the_calendar_comes_back_as_itself(day: date, doubt: Doubt) -> None:
    when = from_parts(str(day.day), str(day.month), f"{day.year:04d}", doubt)

    assert when.earliest == when.latest == day
    assert when.doubt == doubt
    assert FuzzyDate(when.edtf) == when


@given(
    st.integers(1, 9999), st.none() | st.integers(1, 12), st.none() | st.integers(1, 31), DOUBTS
)
def test_the_ends_enclose_what_was_said(
    year: int, month: int | None, day: int | None, doubt: Doubt
) -> None:
    parts = (str(day or "") if month else "", str(month or ""), f"{year:04d}")
    longest = calendar.monthrange(year, month)[1] if month else 31
    if month and day and day > longest:
        with pytest.raises(Refusal):
            from_parts(*parts, doubt=doubt)
        return

    when = from_parts(*parts, doubt=doubt)

    assert when.earliest
    assert when.latest
    assert when.earliest <= when.latest
    assert when.earliest.year == when.latest.year == year


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12), DOUBTS)
def test_whatever_is_typed_is_a_date_or_a_reason(
    day: str, month: str, year: str, doubt: Doubt
) -> None:
    try:
        when = from_parts(day, month, year, doubt)
    except Refusal:
        return

    assert FuzzyDate(when.edtf) == when
    assert when.in_words()


@given(st.text(max_size=14))
def test_only_what_we_write_is_read(text: str) -> None:
    try:
        when = FuzzyDate(text)
    except ValueError:
        return

    assert when.edtf == text
    assert when.earliest is None or when.latest is None or when.earliest <= when.latest


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "14 June 1941"),
        ("et", "14. juuni 1941"),
        ("lt", "1941 m. birželio 14 d."),
        ("lv", "1941. gada 14. jūnijs"),
        ("pl", "14 czerwca 1941"),
        ("uk", "14 червня 1941"),
    ],
)
def test_a_day_is_said_in_the_language_of_the_page(language: str, words: str) -> None:
    with translation.override(language):
        said = FuzzyDate("1941-06-14").in_words()

    assert said.startswith(words)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1941-06", "June 1941"),
        ("1941~", "about 1941"),
        ("1941?", "1941, not sure"),
        ("1941%", "about 1941, not sure"),
        ("194X", "the 1940s"),
        ("19XX", "between 1900 and 1999"),
        ("[1941-06-14..1941-06-17]", "between 14 June 1941 and 17 June 1941"),
        ("..", "not over"),
    ],
)
def test_doubt_is_said_too(edtf: str, words: str) -> None:
    assert FuzzyDate(edtf).in_words() == words
