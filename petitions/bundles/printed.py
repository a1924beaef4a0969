"""A list for paper, page by page: PDF/A-2b in volumes, a thousand times quicker than typesetting.

Lines are put down where they belong without being laid out; what is too wide goes on in a further
line, so nothing is left out. Whoever wants to be read to has the same list as CSV and XLSX.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf

from petitions.bundles import letters
from petitions.bundles.columns import Column
from petitions.bundles.letters import BYTES, drawn, typeset

VOLUME = 25_000  # rows; some 210 sheets printed on both sides, which one binder holds
SIZE, LINE, GAP = 8, 10, 2.5  # points: letters, line to line, between rows
EDGE, TOP, BOTTOM = 36, 62, 40
SHORT, LONG = 595, 842  # A4
MOST_UPRIGHT = 6  # columns; more of them lie across
#: Points that a column takes whose content is always short; the others share the rest.
NARROW = {
    "number": 42,
    "country": 40,
    "birth_date": 52,
    "personal_code": 76,
    "signed_on": 52,
    "assurance": 64,
    "counts_as": 54,
    "kind": 60,
    "language": 46,
}
PADDING = 4
WIDEST, DIGIT = 0.9, 0.47  # of the size: more than most letters take, and more than any digit
NUMBER = re.compile(r"[0-9-]*")  # and days; most of what stands in narrow columns


@dataclass(frozen=True)
class Print:
    """What stands above a printed list and in its document."""

    heading: str
    language: str
    at: datetime


class Volume:
    """Rows on pages. Holds the pages of one volume, a few megabytes."""

    def __init__(self, told: Print, columns: Sequence[Column], number: int) -> None:
        self._told, self.number = told, number
        names = [column.name for column in columns]
        is_upright = len(names) <= MOST_UPRIGHT
        self._width, self._height = (SHORT, LONG) if is_upright else (LONG, SHORT)
        self._columns = list(_columns(names, self._width - 2 * EDGE))
        self._rooms = [(room, int(room / SIZE / WIDEST)) for _x, room in self._columns]
        self._worded = [(at, each.words) for at, each in enumerate(columns) if each.words]
        self._templates: dict[float, str] = {}  # of a row of one line, by its height on the page
        self._titles = self._cells([column.title for column in columns])
        self._pages: list[bytes] = []
        self._page: list[str] = []
        self._left = 0.0

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        for row in rows:
            cells = self._cells(self._in_words(row))
            lines = max(map(len, cells))
            if LINE * lines + GAP > self._left:
                self._turn()
            if lines == 1:
                self._put_line(cells)
            else:
                self._put_high(cells)

    def content(self) -> bytes:
        """The document. In memory: over a full disk the library would take the process along."""
        whole = BytesIO()
        with pikepdf.open(BytesIO(_frame(self._told))) as document:
            while document.pages:
                del document.pages[0]
            for name in ("/StructTreeRoot", "/MarkInfo", "/Outlines"):
                if name in document.Root:
                    del document.Root[name]
            font = document.copy_foreign(letters.font())
            resources = document.make_indirect(pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)))
            self._turn_over()
            for number, content in enumerate(self._pages, 1):
                self._add_page(document, resources, number, content)
            document.save(
                whole,
                deterministic_id=True,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
            )
        return whole.getvalue()

    def _add_page(
        self, document: pikepdf.Pdf, resources: Any, number: int, content: bytes
    ) -> None:
        foot = f"{self.number}: {number} / {len(self._pages)}"
        last = "\n".join([*_at(EDGE, EDGE - LINE, foot), "ET"]).encode(BYTES)
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, self._width, self._height],
            Resources=resources,
            Contents=document.make_stream(content + last),
        )
        document.pages.append(pikepdf.Page(document.make_indirect(page)))

    def _turn(self) -> None:
        """A fresh page with its heading."""
        self._turn_over()
        top = self._height - EDGE
        self._page = ["BT", f"/F {SIZE} Tf", *_at(EDGE, top, self._told.heading)]
        self._left = self._height - EDGE - LINE - GAP - BOTTOM
        self._put(self._titles)
        self._left -= GAP

    def _turn_over(self) -> None:
        if self._page:
            self._pages.append("\n".join([*self._page, ""]).encode(BYTES))
            self._page = []

    def _put_line(self, cells: Sequence[Sequence[str]]) -> None:
        """One line in each cell, as nearly all rows have: where they go is known by the height."""
        template = self._templates.get(self._left)
        if template is None:
            template = "\n".join(self._placed([["%s"]] * len(cells)))
            self._templates[self._left] = template
        self._page.append(template % tuple([line for (line,) in cells]))
        self._left -= LINE + GAP

    def _put_high(self, cells: Sequence[Sequence[str]]) -> None:
        """A row that is higher than a page goes on on the next one."""
        while LINE * max(map(len, cells)) + GAP > self._left:
            fitting = max(1, int(self._left // LINE))
            self._put([lines[:fitting] for lines in cells])
            cells = [lines[fitting:] for lines in cells]
            self._turn()
        self._put(cells)

    def _put(self, cells: Sequence[Sequence[str]]) -> None:
        self._page += self._placed(cells)
        self._left -= LINE * max(map(len, cells)) + GAP

    def _placed(self, cells: Sequence[Sequence[str]]) -> Iterator[str]:
        top = self._left + BOTTOM - SIZE
        at_x, at_y = 0, 0.0  # each place is told from the one before
        for (x, _room), lines in zip(self._columns, cells, strict=True):
            for number, line in enumerate(lines):
                y = top - number * LINE
                yield f"{x - at_x} {y - at_y:g} Td({line})Tj"
                at_x, at_y = x, y
        yield f"{-at_x} {-at_y:g} Td"

    def _in_words(self, row: Sequence[str]) -> Sequence[str]:
        said = list(row)
        for at, words in self._worded:
            said[at] = words.get(said[at], said[at])
        return said

    def _cells(self, row: Sequence[str]) -> list[Sequence[str]]:
        return [
            _lines(value, room) if len(value) > few else (drawn(value),)
            for value, (room, few) in zip(row, self._rooms, strict=True)
        ]


def _columns(names: Sequence[str], width: int) -> Iterator[tuple[int, float]]:
    """Where each column begins, and how much room it has for its letters."""
    taken = sum(NARROW.get(name, 0) for name in names)
    wide = sum(name not in NARROW for name in names)
    share, x = (width - taken) / max(1, wide), float(EDGE)
    for name in names:
        room = NARROW.get(name, share)
        yield round(x), room - PADDING
        x += room


@lru_cache(10_000)
def _lines(text: str, room: float) -> tuple[str, ...]:
    """Broken between words where it can be, otherwise between letters."""
    if len(text) * SIZE * DIGIT <= room and NUMBER.fullmatch(text):
        return (drawn(text),)
    lines, line, used = [], "", 0.0
    for word in re.findall(r"\S+\s*|\s+", text):
        parts = [word] if letters.width(word, SIZE) <= room else list(word)
        for part in parts:
            wide = letters.width(part, SIZE)
            if line and used + letters.width(part.rstrip(), SIZE) > room:
                lines.append(drawn(line.rstrip()))
                line, used = "", 0.0
            line, used = line + part, used + wide
    return (*lines, drawn(line.rstrip()))


def _at(x: float, y: float, text: str) -> tuple[str, str]:
    return f"{x} {y:g} Td({drawn(text)})Tj", f"{-x} {-y:g} Td"


@lru_cache(4)
def _frame(told: Print) -> bytes:
    moment = told.at.astimezone(UTC)
    words = {
        "title": told.heading,
        "author": "Atmintis",
        "language": told.language,
        "date": {"year": moment.year, "month": moment.month, "day": moment.day},
    }
    return typeset(
        "list",
        {"words": json.dumps(words, ensure_ascii=False)},
        pdf_standards=["a-2b"],
        timestamp=int(moment.timestamp()),
    )
