"""Dates as lists write them: the day before the month, or the year before both; no guess."""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import gettext as _
from ged4py.calendar import CalendarDate, GregorianDate
from ged4py.date import DateValue, DateValueTypes

from testimonies.errors import Refusal
from testimonies.history.fuzzy_date import Doubt, FuzzyDate, from_parts

NOT_KNOWN = re.compile(
    r"[-–—?.xX/\s]*|unknown|not known|nežinom\w*|nav zinām\w*|nezinām\w*|teadmata|nieznan\w*"
    r"|невідом\w*|неизвестн\w*|unbekannt",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"(~|≈|±|c\.|ca\.?\s|circa\s|about\s|apie\s|ap\.|apm\.|umbes\s|u\.|około\s|ok\.|близько\s|бл\.|около\s|ок\.|um\s)\s*",
    re.IGNORECASE,
)
#: "metai", "gads", "aasta", "rok", "рік", "год", after a date.
YEAR_WORD = re.compile(
    r"(?<=[\dxX?.])\s*(m|г|р|r|a|g|г\.\s*р|р\.\s*н|gads|rok|рік|год|metai|aasta)\.?$",
    re.IGNORECASE,
)
YEAR_FIRST = re.compile(r"(\d{4})[.\-/ ]+(\d{1,2})(?:[.\-/ ]+(\d{1,2}))?", re.ASCII)
MONTH_AND_YEAR = re.compile(r"(\d{1,2})[.\-/ ]+(\d{4})", re.ASCII)
GEDCOM = re.compile(
    r"(?:@#|\b)(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|ABT|CAL|EST|BEF|AFT|BET|FROM|TO|INT"
    r"|DJULIAN|DGREGORIAN)\b"
)
GUESSED = {DateValueTypes.ABOUT, DateValueTypes.CALCULATED, DateValueTypes.ESTIMATED}
BETWEEN = {DateValueTypes.RANGE, DateValueTypes.PERIOD}
UP_TO = {DateValueTypes.BEFORE, DateValueTypes.TO}
AT = {*GUESSED, DateValueTypes.SIMPLE, DateValueTypes.INTERPRETED, DateValueTypes.FROM}


@lru_cache(maxsize=20_000)  # a list has few dates, each many times
def read(text: str) -> FuzzyDate:
    """The date in a cell, and the cell as told. Raises `Refusal` with the sentence for it.

    What is told and no date (`AFT 1941`, a phrase of GEDCOM) stays as told, without a day.
    """
    told = text.strip()
    if not told or NOT_KNOWN.fullmatch(told):
        return FuzzyDate(as_told=told)
    edtf = _of_gedcom(told) if GEDCOM.search(told) else _plain(told)
    return FuzzyDate(edtf, as_told=told)


def _plain(told: str) -> str:
    rest = YEAR_WORD.sub("", told).rstrip(".")
    doubt, begins = Doubt.EXACT, ABOUT.match(rest)
    if begins:
        doubt, rest = Doubt.ABOUT, rest[begins.end() :]
    if re.search(r"\d{4}\s*\?$|\d{4}\s*\(\?\)$", rest):
        doubt, rest = (Doubt.BOTH if begins else Doubt.UNSURE), rest.rstrip("()? ")
    if found := YEAR_FIRST.fullmatch(rest):
        return from_parts(found[3] or "", found[2], found[1], doubt).edtf
    if found := MONTH_AND_YEAR.fullmatch(rest):
        return from_parts("", found[1], found[2], doubt).edtf
    if found := re.fullmatch(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})", rest, re.ASCII):
        return from_parts(found[1], found[2], found[3], doubt).edtf
    return from_parts("", "", rest, doubt).edtf


def _of_gedcom(told: str) -> str:
    value = DateValue.parse(told)
    if value.kind in BETWEEN:
        first, last = _point(value.date1), _point(value.date2)  # type: ignore[attr-defined]
        return _between(first, last)
    if value.kind in UP_TO:
        return f"[..{_point(value.date)}]"  # type: ignore[attr-defined]
    if value.kind in AT:
        return _point(value.date) + (Doubt.ABOUT if value.kind in GUESSED else "")  # type: ignore[attr-defined]
    return ""


def _between(first: str, last: str) -> str:
    try:
        return FuzzyDate(f"[{first}..{last}]").edtf
    except ValueError:
        raise Refusal(
            _("The second date lies before the first one. Which one is right?")
        ) from None


def _point(day: CalendarDate) -> str:
    """Of another calendar the year only: what its day is in ours, we do not work out."""
    year = f"{day.year:04d}"
    if not isinstance(day, GregorianDate):
        return from_parts("", "", year).edtf
    return from_parts(str(day.day or ""), str(day.month_num or ""), year).edtf
