"""A date as somebody remembers it: a year, a month, a day, and how sure they are.

Written down in a subset of EDTF (ISO 8601-2): ``1941``, ``1941-06``, ``1941-06-14``, with ``X``
for a digit nobody knows (``194X``, ``1941-XX``) and ``~`` about, ``?`` not sure, ``%`` both. The
empty text is "not known", ``..`` is "not over". Made from three fields, never guessed from one.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from babel import Locale
from babel.dates import format_date, format_skeleton
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testimonies.errors import Refusal

UNKNOWN, OPEN = "", ".."
WRITTEN = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<doubt>[~?%]?)",
    re.ASCII,
)
LAST_MONTH = 12


class Doubt(StrEnum):
    """How sure somebody is of what they say; the value is the EDTF mark."""

    EXACT = ""
    ABOUT = "~"
    UNSURE = "?"
    BOTH = "%"


@dataclass(frozen=True)
class FuzzyDate:
    """One date in EDTF. `earliest` and `latest` are the days that it can mean.

    A doubt is kept as a mark and moves neither end: how far "about" reaches, nobody said.
    """

    edtf: str = UNKNOWN
    as_told: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.edtf not in {UNKNOWN, OPEN} and not _is_possible(self.edtf):
            raise ValueError(f"not a date we write: {self.edtf[:20]!r}")

    @property
    def is_known(self) -> bool:
        return self.edtf not in {UNKNOWN, OPEN}

    @property
    def doubt(self) -> Doubt:
        return Doubt(self._part("doubt"))

    @property
    def earliest(self) -> date | None:
        if not self.is_known:
            return None
        year = max(1, int(self._part("year").replace("X", "0")))
        return date(year, _number(self._part("month"), 1), _number(self._part("day"), 1))

    @property
    def latest(self) -> date | None:
        if not self.is_known:
            return None
        year = int(self._part("year").replace("X", "9"))
        month = _number(self._part("month"), LAST_MONTH)
        last = calendar.monthrange(year, month)[1]
        return date(year, month, _number(self._part("day"), last))

    def in_words(self) -> str:
        """In the language of the page: ``about June 1941``, ``1940s``, ``not known``."""
        if self.edtf == UNKNOWN:
            return _("not known")
        if self.edtf == OPEN:
            return _("not over")
        words = {"date": self._plain_words()}
        match self.doubt:
            case Doubt.ABOUT:
                return _("about %(date)s") % words
            case Doubt.UNSURE:
                return _("%(date)s, not sure") % words
            case Doubt.BOTH:
                return _("about %(date)s, not sure") % words
        return words["date"]

    def _plain_words(self) -> str:
        year, first = self._part("year"), self.earliest or date.min
        if year.endswith("XX"):
            return _("between %(first)s and %(last)s") % {
                "first": first.year,
                "last": year[:2] + "99",
            }
        if year.endswith("X"):
            return _("the %(decade)ss") % {"decade": first.year}
        if _number(self._part("day"), 0):
            return str(format_date(first, format="long", locale=_locale()))
        if _number(self._part("month"), 0):
            return str(format_skeleton("yMMMM", first, locale=_locale()))
        return str(format_skeleton("y", first, locale=_locale()))

    def _part(self, name: str) -> str:
        found = WRITTEN.fullmatch(self.edtf)
        return (found[name] or "") if found else ""


def from_parts(day: str, month: str, year: str, doubt: Doubt = Doubt.EXACT) -> FuzzyDate:
    """What was typed into the three fields. Empty fields are not known.

    A year may be ``194X`` or ``194?``. Raises `Refusal` with the sentence for the form.
    """
    day, month, year = (_tidy(part) for part in (day, month, year))
    if not (day or month or year):
        return FuzzyDate()
    parts = [_year(year)]
    if day and not month:
        raise Refusal(_("Write the month as well, or leave the day empty."))
    if month:
        parts.append(_within(month, LAST_MONTH, _("The month is a number from 1 to 12.")))
    if day:
        parts.append(_within(day, 31, _("The day is a number from 1 to 31.")))
    edtf = "-".join(parts) + doubt
    if not _is_possible(edtf):
        raise Refusal(_("There is no such day. Leave empty what you do not know."))
    return FuzzyDate(edtf, as_told=".".join(part for part in (day, month, year) if part))


def _is_possible(edtf: str) -> bool:
    found = WRITTEN.fullmatch(edtf)
    if not found or found["year"] == "0000":
        return False
    month, day = found["month"] or "XX", found["day"] or "XX"
    if "X" in found["year"]:
        return month == "XX" and day == "XX"
    if month == "XX":
        return day == "XX"
    if not 1 <= int(month) <= LAST_MONTH:
        return False
    longest = calendar.monthrange(int(found["year"]), int(month))[1]
    return day == "XX" or 1 <= int(day) <= longest


def _year(year: str) -> str:
    year = re.sub(r"(?<=\d\d)[xXхХ?_-]", "X", year)  # the second x is Cyrillic
    year = re.sub(r"(?<=\d\dX)[xXхХ?_-]$", "X", year)
    if not re.fullmatch(r"\d{4}|\d{3}X|\d{2}XX", year, re.ASCII) or year == "0000":
        raise Refusal(_("Write the year with four digits, for example 1941, or 194X."))
    return year


def _within(part: str, most: int, sentence: str) -> str:
    if not re.fullmatch(r"\d{1,2}", part, re.ASCII) or not 1 <= int(part) <= most:
        raise Refusal(sentence)
    return f"{int(part):02d}"


def _tidy(part: str) -> str:
    return part.strip().rstrip(".").strip()


def _number(part: str, otherwise: int) -> int:
    return otherwise if part in {"", "XX"} else int(part)


def _locale() -> Locale:
    language = get_language() or "en"
    return Locale.parse("en_GB" if language == "en" else language)
