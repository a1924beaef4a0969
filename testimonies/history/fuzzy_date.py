"""A date as somebody remembers it: a year, a month, a day, and how sure they are.

Written down in a subset of EDTF (ISO 8601-2): ``1941``, ``1941-06``, ``1941-06-14``, with ``X``
for a digit nobody knows (``194X``, ``1941-XX``) and ``~`` about, ``?`` not sure, ``%`` both. A day
between two is ``[1941..1944]``, a day up to one ``[..1949]``. The empty text is "not known",
``..`` is "not over". Made from three fields; day, month, year in this order, in every language.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

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
BETWEEN = re.compile(r"\[(?P<first>[^.\[\]]*)\.\.(?P<last>[^.\[\]]+)\]")
#: A whole date in one field, as people write it; the day stands first, whatever stands between.
WHOLE = re.compile(r"(?P<day>\d{1,2})[\s./-]+(?P<month>\d{1,2})[\s./-]+(?P<year>\d{4})", re.ASCII)
ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII)
TWO = re.compile(r"(\d{1,2})\s*[-–—/]\s*(\d{1,2})", re.ASCII)
TWO_YEARS = re.compile(r"([\dxXхХ?_]{4})\s*[-–—/]\s*([\dxXхХ?_]{4})", re.ASCII)  # Cyrillic too
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
        if self.edtf not in {UNKNOWN, OPEN} and not self._is_written_right():
            raise ValueError(f"not a date we write: {self.edtf[:20]!r}")

    @property
    def is_known(self) -> bool:
        return self.edtf not in {UNKNOWN, OPEN}

    @property
    def doubt(self) -> Doubt:
        return Doubt(_part(self._ends[1], "doubt"))

    @cached_property
    def earliest(self) -> date | None:
        """None where nobody said from when on."""
        return _first_day(self._ends[0])

    @cached_property
    def latest(self) -> date | None:
        return _last_day(self._ends[1])

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

    @property
    def years(self) -> FuzzyDate:
        """The same without month and day."""
        years = [_part(end, "year") + _part(end, "doubt") for end in self._ends]
        if len(set(years)) == 1 or not self.is_known:
            return FuzzyDate(years[0] if self.is_known else self.edtf)
        return FuzzyDate(f"[{years[0]}..{years[1]}]")

    def _plain_words(self) -> str:
        first, last = self._ends
        if first == last:
            return _in_words(first)
        if not first:
            return _("%(date)s or earlier") % {"date": _in_words(last)}
        return _between(_in_words(first), _in_words(last))

    def _is_written_right(self) -> bool:
        first, last = self._ends
        if not _is_possible(last) or (first and not _is_possible(first)):
            return False
        starts, ends = _first_day(first), _last_day(last)
        return first == last or not (starts and ends) or starts <= ends

    @property
    def _ends(self) -> tuple[str, str]:
        found = BETWEEN.fullmatch(self.edtf)
        return (found["first"], found["last"]) if found else (self.edtf, self.edtf)


def from_parts(
    day: str, month: str, year: str, doubt: Doubt = Doubt.EXACT, *, or_earlier: bool = False
) -> FuzzyDate:
    """What was typed into the three fields. Empty fields are not known.

    A year may be ``194X`` or ``194?``; two of something, such as ``1941–1944``, are a time between
    them. Raises `Refusal` with the sentence for the form.
    """
    day, month, year = _spread(*(_tidy(part) for part in (day, month, year)))
    if not (day or month or year):
        return FuzzyDate()
    days, months, years = _two(day, TWO), _two(month, TWO), _two(year, TWO_YEARS)
    first = _point(days[0], months[0], years[0], doubt)
    last = _point(days[1], months[1], years[1], doubt)
    as_told = ".".join(part for part in (day, month, year) if part)
    if or_earlier:
        return FuzzyDate(f"[..{last}]", as_told)
    if first == last:
        return FuzzyDate(first, as_told)
    if (_first_day(first) or date.max) > (_last_day(last) or date.min):
        raise Refusal(_("The second date lies before the first one. Which one is right?"))
    return FuzzyDate(f"[{first}..{last}]", as_told)


def _spread(day: str, month: str, year: str) -> tuple[str, str, str]:
    """A whole date that somebody wrote into one field."""
    written = [part for part in (day, month, year) if part]
    if len(written) == 1 and (found := WHOLE.fullmatch(written[0]) or ISO.fullmatch(written[0])):
        return found["day"], found["month"], found["year"]
    return day, month, year


def _two(part: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    found = pattern.fullmatch(part)
    return (found[1], found[2]) if found else (part, part)


def _point(day: str, month: str, year: str, doubt: Doubt) -> str:
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
    return edtf


def _first_day(written: str) -> date | None:
    if not WRITTEN.fullmatch(written):
        return None
    year = max(1, int(_part(written, "year").replace("X", "0")))
    return date(year, _number(_part(written, "month"), 1), _number(_part(written, "day"), 1))


def _last_day(written: str) -> date | None:
    if not WRITTEN.fullmatch(written):
        return None
    year = int(_part(written, "year").replace("X", "9"))
    month = _number(_part(written, "month"), LAST_MONTH)
    last = calendar.monthrange(year, month)[1]
    return date(year, month, _number(_part(written, "day"), last))


def _in_words(written: str) -> str:
    year, first = _part(written, "year"), _first_day(written) or date.min
    if year.endswith("XX"):
        return _between(str(first.year), year[:2] + "99")
    if year.endswith("X"):
        return _("the %(decade)ss") % {"decade": first.year}
    if _number(_part(written, "day"), 0):
        return str(format_date(first, format="long", locale=_locale()))
    if _number(_part(written, "month"), 0):
        return str(format_skeleton("yMMMM", first, locale=_locale()))
    return str(format_skeleton("y", first, locale=_locale()))


def _between(first: str, last: str) -> str:
    return _("between %(first)s and %(last)s") % {"first": first, "last": last}


def _part(written: str, name: str) -> str:
    found = WRITTEN.fullmatch(written)
    return (found[name] or "") if found else ""


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
