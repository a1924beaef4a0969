"""The dates that a law names, held against the dates that were told. Pure: no promise, no refusal.

Nothing is said of what may lie inside as well: only of what no reading of the words puts there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from testimonies.claims.gaps.rules import AT_ONCE, NOT_KNOWN, Period
from testimonies.history.fuzzy_date import FuzzyDate


@dataclass(frozen=True)
class Span:
    """From when to when a law counts what happened; either end may be unnamed."""

    since: FuzzyDate = NOT_KNOWN
    until: FuzzyDate = NOT_KNOWN
    #: It asks when the repression began, and not how long it went on.
    is_of_start: bool = False

    def leaves_out(self, period: Period) -> bool:
        """Whether the period, or a part of it, lies before or after."""
        start, end = period.start, self.end_of(period)
        first, last = self.since.earliest, self.until.latest
        is_early = first is not None and (_ends_before(start, first) or _ends_before(end, first))
        is_late = last is not None and (_begins_after(start, last) or _begins_after(end, last))
        return is_early or is_late

    def end_of(self, period: Period) -> FuzzyDate:
        """The end that counts here."""
        is_one_day = self.is_of_start or period.type in AT_ONCE
        return NOT_KNOWN if is_one_day else period.end


def _ends_before(when: FuzzyDate, first: date) -> bool:
    return when.is_known and when.latest is not None and when.latest < first


def _begins_after(when: FuzzyDate, last: date) -> bool:
    return when.is_known and when.earliest is not None and when.earliest > last
