"""The day of an answer is a day of our time, however it was typed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from petitions.deliveries.responding.forms import DayField


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("2", "11", "26"), "Please write the year with four figures."),
        (("2", "11", "0026"), "Please write the year with four figures."),
        (("2", "11", "9" * 5_000), "There is no such day. Please look again."),
        (("31", "2", "2026"), "There is no such day. Please look again."),
    ],
)
def test_a_day_that_nobody_means_is_asked_for_again(typed: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValidationError) as problem:
        DayField().clean(typed)

    assert problem.value.messages == [said]


def test_a_day_is_taken_with_its_full_stops() -> None:
    assert DayField().clean(("2.", "11.", "2026")) == date(2026, 11, 2)
