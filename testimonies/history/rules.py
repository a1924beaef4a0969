"""What must hold of a figure before it is shown, and of a date before it is believed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from testimonies.errors import Refusal
from testimonies.history.fuzzy_date import FuzzyDate

#: The years that testimonies are about, and those in which people in them can have been born.
FIRST_YEAR, FIRST_BIRTH = 1917, 1850
TOO_EARLY = gettext_noop("The year %(year)s is too early to be meant here. Is every digit right?")


def adds_up(total: int | None, parts: Sequence[int]) -> bool:
    """Whether the parts that a source gives make its total; a figure without parts does."""
    return not parts or sum(parts) == total


def must_be_lived(when: FuzzyDate, *, since: int, today: date) -> None:
    """Raises `Refusal` where no day that it can mean lies between that year and today."""
    earliest, latest = when.earliest, when.latest
    if earliest and earliest > today:
        raise Refusal(_("This day has not come yet. Is the year right?"))
    if latest and latest.year < since:
        raise Refusal(_(TOO_EARLY) % {"year": latest.year})
