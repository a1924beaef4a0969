"""One row of a list as what it tells of one person, or the sentence why it cannot be taken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from testimonies.errors import Refusal
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.history.rules import FIRST_BIRTH, FIRST_YEAR, TOO_EARLY, must_be_lived
from testimonies.lists import dates
from testimonies.lists.columns import DATES, NAMES, Field
from testimonies.models.person import NameType
from testimonies.privacy import vault

#: A cell longer than a page is a mistake of whoever made the file.
LONGEST_CELL = 5_000
#: The one reason that names something of the row.
SAID_TOO_EARLY = re.compile(re.escape(TOO_EARLY).replace(re.escape("%(year)s"), r"(?P<year>\d+)"))
TWICE_ENCODED = re.compile(r"[ÂÃÄÅÐÑ][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
#: How long somebody may live: 110 years after a birth, a list alone does not protect them.
LONGEST_LIFE = 110

NO_NAME = gettext_noop("There is no name in this row.")
TOO_LONG = gettext_noop("This cell is longer than 5,000 signs.")
LOST_SIGNS = gettext_noop("Signs were lost in this cell before it came to us.")
MOJIBAKE = gettext_noop("This cell was written in one encoding and read in another.")
TOO_MANY_CELLS = gettext_noop("This row has more cells than there are headings.")
OWN_ANCESTOR = gettext_noop("This person would be an ancestor of themselves.")
SAME_NUMBER = gettext_noop("The number of this row stands in an earlier row as well.")
WRONG_ORDER = gettext_noop("This date lies before the one that it must follow.")


class RowRefused(Exception):
    """Names the field, and why, in English; never what stood in the cell."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


@dataclass(frozen=True)
class Told:
    """What a row tells of one person."""

    fields: dict[str, str]
    dates: dict[Field, FuzzyDate]

    def text(self, field: Field) -> str:
        return self.fields.get(field, "")

    def date(self, field: Field) -> FuzzyDate:
        return self.dates.get(field, FuzzyDate())

    @property
    def has_period(self) -> bool:
        told = (Field.TAKEN, Field.SENT_TO, Field.STATUS, Field.FREED)
        return any(self.text(field) for field in told)

    @property
    def says_died(self) -> bool:
        told = (Field.DIED, Field.DEATH_PLACE, Field.DEATH_CAUSE)
        return any(self.text(field) for field in told)

    @cached_property
    def whom(self) -> bytes:
        """A keyed hash of whom it tells: its number or, without one, name and birth."""
        own = self.text(Field.NUMBER)
        names = [self.text(field) for field in (*NAMES, Field.PATRONYMIC, Field.BORN)]
        said = ["number", own] if own else ["name", *names]
        return _whom(said)

    @property
    def digest(self) -> bytes:
        """A keyed hash of all that it says."""
        return vault.keyed("list-row-digest", _written(sorted(self.fields.items())))

    def names(self) -> Iterator[tuple[NameType, dict[str, str]]]:
        parts = {
            "given": self.text(Field.GIVEN),
            "patronymic": self.text(Field.PATRONYMIC),
            "surname": self.text(Field.SURNAME),
        }
        written = {part: words for part, words in parts.items() if words}
        if written:
            yield NameType.OTHER, written
        if whole := self.text(Field.WHOLE_NAME):
            yield NameType.OTHER, {"as_written": whole}
        given = {"given": parts["given"]} if parts["given"] else {}
        for field, kind in (
            (Field.BIRTH_NAME, NameType.BIRTH),
            (Field.MARRIED_NAME, NameType.MARRIED),
        ):
            if surname := self.text(field):
                yield kind, {**given, "surname": surname}
        for field, kind in (
            (Field.OTHER_NAME, NameType.ALSO_KNOWN_AS),
            (Field.FILE_NAME, NameType.AS_IN_NKVD_FILE),
        ):
            if words := self.text(field):
                yield kind, {"as_written": words}


def otherwise(columns: Sequence[str], cells: Sequence[str], now: Told) -> Iterator[str]:
    """What a row that was taken once, with the columns it had then, says otherwise now."""
    before = {field: words.strip() for field, words in zip(columns, cells, strict=False)}
    for field in Field:
        if before.get(field, "") != now.text(field):
            yield field.value


def read(columns: Sequence[str], cells: Sequence[str], *, today: date) -> Told:
    """Raises `RowRefused`. Cells of columns that mean nothing to us are kept and not read."""
    if len(cells) > len(columns):
        raise RowRefused(TOO_MANY_CELLS)
    for column, cell in zip(columns, cells, strict=False):
        _must_be_readable(cell, column)
    named = zip(columns, (cell.strip() for cell in cells), strict=False)
    fields = {column: cell for column, cell in named if column and cell}
    if not any(fields.get(name) for name in NAMES):
        raise RowRefused(NO_NAME)
    if fields.get(Field.RELATIVES, "").startswith("circle="):
        raise RowRefused(OWN_ANCESTOR, Field.RELATIVES)
    return Told(fields, _dates(fields, today))


def identity_of(number: str) -> bytes:
    """Whom the row of this number tells of."""
    return at_place(_whom(["number", number]), 0)


def at_place(whom: bytes, nth: int) -> bytes:
    """Whom a row tells of, among those of the same name and birth in one list."""
    return vault.keyed("list-row-identity", whom + nth.to_bytes(4))


def _dates(fields: Mapping[str, str], today: date) -> dict[Field, FuzzyDate]:
    found: dict[Field, FuzzyDate] = {}
    for field in DATES:
        if field not in fields:
            continue
        since = FIRST_BIRTH if field == Field.BORN else FIRST_YEAR
        try:
            found[field] = dates.read(fields[field])
            must_be_lived(found[field], since=since, today=today)
        except Refusal as no:
            raise RowRefused(str(no), field) from None
    _must_follow(found)
    return found


def _must_follow(found: Mapping[Field, FuzzyDate]) -> None:
    """Born, taken, freed; and nobody dies before they were born or taken."""
    for first, second in (
        (Field.BORN, Field.TAKEN),
        (Field.TAKEN, Field.FREED),
        (Field.BORN, Field.DIED),
        (Field.TAKEN, Field.DIED),
    ):
        before, after = found.get(first, FuzzyDate()), found.get(second, FuzzyDate())
        if before.earliest and after.latest and after.latest < before.earliest:
            raise RowRefused(WRONG_ORDER, second)


def _must_be_readable(cell: str, column: str) -> None:
    if len(cell) > LONGEST_CELL:
        raise RowRefused(TOO_LONG, column)
    if cell.isascii() and cell.isprintable():
        return
    if UNPRINTABLE.search(cell):
        raise RowRefused(LOST_SIGNS, column)
    if TWICE_ENCODED.search(cell) and _is_utf8_again(cell):
        raise RowRefused(MOJIBAKE, column)


def _is_utf8_again(cell: str) -> bool:
    for encoding in ("cp1252", "latin-1"):
        try:
            cell.encode(encoding).decode()
        except UnicodeError:
            continue
        return True
    return False


def in_words(reason: str) -> str:
    """The sentence of a report in the reader's language."""
    if early := SAID_TOO_EARLY.fullmatch(reason):
        return _(TOO_EARLY) % early.groupdict()
    return _(reason) if reason else ""


def _whom(said: Sequence[str]) -> bytes:
    return vault.keyed("list-row-whom", _written([vault.fold(part) for part in said]))


def _written(what: object) -> bytes:
    return json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode()
