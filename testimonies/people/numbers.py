"""By which numbers other houses know a person: the schemes, what a number looks like, its page.

Pure. The list is closed: a number in words of our own would be found by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from testimonies.models.person_number import Scheme

Check = Callable[[str], bool]
ISNI_REST = 11


def _is_isni(digits: str) -> bool:
    """ISO 27729: the last of sixteen checks the others by ISO 7064, MOD 11-2."""
    rest = 0
    for digit in digits[:-1]:
        rest = (rest + int(digit)) * 2 % ISNI_REST
    wanted = (12 - rest) % ISNI_REST
    return digits[-1] == ("X" if wanted == ISNI_REST - 1 else str(wanted))


@dataclass(frozen=True)
class Rule:
    pattern: re.Pattern[str]
    example: str
    #: The public page, with the number in it; empty where there is none for each person.
    page: str = ""
    #: How an address begins that may be pasted, where it is not the beginning of that page.
    begins: str = ""
    #: What we know of its page and do not vouch for: where we have it from, and why we doubt it.
    source: str = ""
    doubt: Any = ""
    check: Check = lambda _number: True
    #: Spaces and lines between groups of digits, as cards print them.
    is_grouped: bool = False


RULES: dict[Scheme, Rule] = {
    Scheme.WIKIDATA: Rule(
        re.compile(r"Q[1-9]\d{0,11}"), "Q42", "https://www.wikidata.org/wiki/{number}"
    ),
    Scheme.VIAF: Rule(re.compile(r"[1-9]\d{3,21}"), "102333412", "https://viaf.org/viaf/{number}"),
    Scheme.ISNI: Rule(
        re.compile(r"\d{15}[\dX]"),
        "0000 0001 2103 2683",
        "https://isni.org/isni/{number}",
        check=_is_isni,
        is_grouped=True,
    ),
    Scheme.GND: Rule(
        re.compile(r"[1-9]\d{2,9}(-\d)?[\dX]?"), "118540238", "https://d-nb.info/gnd/{number}"
    ),
    Scheme.MEMORIAL: Rule(
        re.compile(r"[1-9]\d{0,8}"),
        "2578540",
        begins="https://base.memo.ru/person/show/",
        source="base.memo.ru, from memory, not looked up",
        doubt=_("Whether its page is still there is not known: look for the number by hand."),
    ),
    Scheme.MEMORIAAL: Rule(re.compile(r"[\w./-]{1,40}"), "12345"),
    Scheme.ARCHIVE_FILE: Rule(re.compile(r"[^<>]{3,120}"), "LYA, f. V-5, ap. 1, b. 12345"),
}


def read(scheme: Scheme, typed: str) -> str | None:
    """The number as it is kept; None where it is none of this scheme.

    The address of its page may be pasted instead.
    """
    rule = RULES[scheme]
    number = " ".join(typed.split())
    begins = rule.begins or rule.page.partition("{number}")[0]
    if begins and number.lower().startswith(("http://", "https://")):
        number = _after(begins, number)
    if rule.is_grouped:
        number = re.sub(r"[\s-]", "", number)
    if scheme not in {Scheme.ARCHIVE_FILE, Scheme.MEMORIAAL}:
        number = number.upper()
    return number if rule.pattern.fullmatch(number) and rule.check(number) else None


def page_of(scheme: str, number: str) -> str:
    """Where everybody can read about them; empty where there is no such page."""
    return RULES[Scheme(scheme)].page.replace("{number}", number)


def doubt_of(scheme: str) -> str:
    """Why we send nobody to its page, in a sentence; empty where there is nothing to doubt."""
    return str(RULES[Scheme(scheme)].doubt)


def _after(begins: str, address: str) -> str:
    place = begins.partition("://")[2].removeprefix("www.")
    told = address.partition("://")[2].removeprefix("www.")
    return told.removeprefix(place).split("?")[0].split("#")[0].rstrip("/")
