"""What is shown of targets and counts, and how."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from petitions.models.petition import INITIATIVES
from testimonies.errors import Refusal

#: A country with fewer people than this is not named: a single signer there could be found.
SMALLEST_CELL = 5
OTHER = "other"
UNREADABLE = frozenset({"Cs", "Co", "Cn", "Zl", "Zp"})
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class Noted(Protocol):
    @property
    def note(self) -> str: ...


Target = TypeVar("Target", bound=Noted)


def by_note(targets: Iterable[Target]) -> dict[str, list[Target]]:
    """Institutions under what is to be said of them; letters share one note."""
    found: dict[str, list[Target]] = {}
    for target in targets:
        found.setdefault(target.note, []).append(target)
    return found


def end_of_window(opened_on: date, days: int | None) -> date | None:
    """The last of so many days, the first of which is the one after the opening."""
    return opened_on + timedelta(days=days) if days else None


def without_small_cells(by_country: Mapping[str, int]) -> dict[str, int]:
    """Countries by size; those with fewer than five people are added up under "other"."""
    named = {code: total for code, total in by_country.items() if total >= SMALLEST_CELL}
    shown = dict(sorted(named.items(), key=lambda pair: (-pair[1], pair[0])))
    rest = sum(by_country.values()) - sum(named.values())
    return shown | ({OTHER: rest} if rest else {})


def must_be_initiative(address: str) -> None:
    """An address in the Commission's own system for citizens' initiatives, or none.

    Statements of support may be collected there only (Regulation (EU) 2019/788, article 10).
    """
    try:
        parts = urlsplit(address)
        is_there = (parts.scheme, parts.netloc) == ("https", urlsplit(INITIATIVES).netloc)
    except ValueError:
        is_there = False
    if address and not (is_there and address.isascii() and not set(address) & set("\\ \t\r\n")):
        raise Refusal(
            _("An initiative is signed at the Commission: its address begins with %s")
            % INITIATIVES
        )


def tidy(text: str) -> str:
    """As it is hashed: one kind of line ending, one way of writing each letter."""
    lines = (
        unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def is_readable(text: str) -> bool:
    """No controls, and no signs that turn the direction of what is written after them."""
    return not any(
        unicodedata.category(sign) in UNREADABLE
        or sign in TURNING
        or (unicodedata.category(sign) == "Cc" and sign != "\n")
        for sign in text
    )
