from __future__ import annotations

from datetime import date

import pytest

from petitions.campaigns import chart, rules
from testimonies.errors import Refusal

COMMISSION = "https://citizens-initiative.europa.eu"


@pytest.mark.parametrize(
    "address", ["", f"{COMMISSION}/", f"{COMMISSION}/initiatives/details/2026/000007_en"]
)
def test_an_initiative_is_linked_at_the_commission(address: str) -> None:
    rules.must_be_initiative(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://citizens-initiative.europa.eu/",
        "https://citizens-initiative.europa.eu.example.org/",
        "https://citizens-initiative.europa.eu@example.org/",
        "https://example.org/https://citizens-initiative.europa.eu/",
        "https://citizens-initiative.europa.eu:8443/",
        "https://CITIZENS-initiative.europa.eu/",
        f"{COMMISSION}\\@example.org/",
        f"{COMMISSION}/a b",
        "javascript:alert(1)//citizens-initiative.europa.eu/",
        "https://[citizens",
        "citizens-initiative.europa.eu",
    ],
)
def test_and_nowhere_else(address: str) -> None:
    with pytest.raises(Refusal, match="signed at the Commission"):
        rules.must_be_initiative(address)


def test_a_text_is_hashed_in_one_spelling_whatever_browser_sent_it() -> None:
    assert rules.tidy("A\r\nB  \rC\u0301\n\n") == "A\nB\nĆ"


@pytest.mark.parametrize("text", ["nul \x00", "bell \x07", "turned \u202e", "lone \ud800"])
def test_what_cannot_be_read_is_noticed(text: str) -> None:
    assert not rules.is_readable(text)
    assert rules.is_readable("Õigus, справедливість\n\n- „loetelu“")


def test_a_window_ends_so_many_days_after_the_opening() -> None:
    assert rules.end_of_window(date(2026, 1, 1), 90) == date(2026, 4, 1)
    assert rules.end_of_window(date(2026, 1, 1), None) is None


def test_days_without_signatures_are_drawn_too() -> None:
    days = [(date(2026, 1, 1), 4), (date(2026, 1, 4), 2)]

    drawn = chart.bars(days)

    assert [total for _day, total in drawn] == [4, 0, 0, 2]
    assert chart.draw(days).count("<rect") == 4


def test_very_many_days_are_drawn_by_the_week_and_lose_nobody() -> None:
    days = [(date(2026, 1, 1), 4), (date(2026, 12, 31), 2)]

    drawn = chart.bars(days)

    assert len(drawn) == 53
    assert sum(total for _day, total in drawn) == 6
