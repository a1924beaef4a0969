"""What was told, held against the dates that a law names: said as a gap, never as a refusal."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from testimonies.claims.gaps.rules import Period
from testimonies.claims.gaps.span import Span
from testimonies.history import actions as history
from testimonies.history.fuzzy_date import OPEN, FuzzyDate
from testimonies.models import LegalBasis, Submission
from testimonies.models.episode import EpisodeType, RepressionEpisode
from tests.testimonies.claims.gaps import under
from tests.testimonies.intake.walking import Walker, hand_in

ESTONIA = Span(FuzzyDate("1940-06-16"), FuzzyDate("1991-08-20"))
LITHUANIA = Span(FuzzyDate("1940"), FuzzyDate("1953"), is_of_start=True)


def period(start: str, end: str, kind: EpisodeType = EpisodeType.SPECIAL_SETTLEMENT) -> Period:
    return Period(kind, FuzzyDate(start), FuzzyDate(end))


@pytest.mark.parametrize(
    ("span", "told", "is_left_out"),
    [
        (ESTONIA, period("1941-06-14", "1956"), False),
        (ESTONIA, period("1940", "1956"), False),  # in that year it may have been after June
        (ESTONIA, period("", ""), False),
        (ESTONIA, period("1941", OPEN), False),
        (ESTONIA, period("1937", "1938"), True),
        (ESTONIA, period("1937", "1946"), True),
        (ESTONIA, period("1940-06-15", ""), True),
        (ESTONIA, period("", "1940-06-15"), True),
        (ESTONIA, period("1986", "1991-08-21"), True),
        (ESTONIA, period("1937", "1950", EpisodeType.EXECUTION), True),
        (ESTONIA, period("1941", "1992", EpisodeType.EXECUTION), False),
        (LITHUANIA, period("1948-05-22", "1957"), False),
        (LITHUANIA, period("1954", "1957"), True),
        (LITHUANIA, period("", "1957"), False),
        (Span(until=FuzzyDate("1991-08-21")), period("1919", "1920"), False),
        (Span(), period("1919", "2001"), False),
    ],
)
def test_only_what_no_reading_of_the_words_puts_inside_is_outside(
    span: Span, told: Period, is_left_out: bool
) -> None:
    assert span.leaves_out(told) is is_left_out


@pytest.mark.django_db
def test_the_page_says_both_dates_and_that_it_is_no_refusal() -> None:
    history.load_reference()
    walker = Walker()
    hand_in(walker)
    case = Submission.objects.get().case
    RepressionEpisode.objects.update(start_edtf="1937-08-05", end_edtf="1946")
    before = under(case, "pl-combatants-1991").missing

    outlook = under(case, "ee-repressed-persons")
    walker.open(f"/en/case/{case.handle}/proof/ee-repressed-persons/")

    assert walker.sees("Outside the dates that this law names")
    assert walker.sees("Told: from 5 August 1937 to 1946.")
    assert walker.sees("happened from 16 June 1940 to 20 August 1991.")
    assert walker.sees("This is no refusal")
    assert outlook.missing == len([gap for gap in outlook.gaps if gap.finding.is_missing]) + 1
    assert under(case, "pl-combatants-1991").missing == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"names_from": "16.06.1940"},
        {"names_from": "1991", "names_until": "1940"},
        {"counts": "end"},
    ],
)
def test_the_database_keeps_only_dates_that_can_be_read(wrong: dict[str, str]) -> None:
    history.load_reference()

    with pytest.raises(IntegrityError), transaction.atomic():
        LegalBasis.objects.filter(slug="pl-benefit-2020").update(**wrong)
