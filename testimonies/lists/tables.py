"""Spreadsheets of every kind as one plain form: a JSON line of headings, then one for each row.

Runs in the confined process only. ``["Surname", "Born"]``, then ``[2, ["Kalniņš", "1941"]]``,
where the number is that of the row in the spreadsheet, and every cell is a text.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    WorksheetNotFound,
)

from testimonies.lists import encodings, families
from testimonies.lists.kinds import CSV, GEDCOM, ODS, XLSX, Problem, Unreadable

MOST_COLUMNS = 200
#: What is longer is refused as a row; a little more is kept, so that it is still too long there.
LONGEST_KEPT = 5_001
MOST_UNPACKED = 1 << 30
DELIMITERS = ",;\t|"
LONGEST_FIELD = 64 << 20
#: Of their sheets so many are named to whoever chooses one.
MOST_SHEETS, LONGEST_NAME = 60, 60

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Read:
    """What the child tells: of which kind the file is, and how many rows it has."""

    kind: str
    encoding: str = ""
    rows: int = 0
    problem: str = ""
    #: Of a workbook: every sheet that has anything in it, its place and its name.
    sheets: Sequence[tuple[int, str]] = ()

    def as_json(self) -> str:
        return json.dumps(asdict(self))


def convert(original: Path, target: Path, encoding: str = "", sheet: int = 0) -> Read:
    """Never raises for what is in the file, short of eating all memory.

    `sheet` says which one of a workbook, counted from 1; it must be said where several are filled.
    """
    kind = ""
    try:
        kind = kind_of(original, encoding)
        if kind in {XLSX, ODS}:
            return _of_workbook(original, target, kind, sheet)
        chosen = encoding or encodings.of(_head(original))
        if kind == GEDCOM:
            is_wide = chosen.startswith("utf-16")
            rows = families.rows(original, chosen if is_wide else encoding)
            return Read(kind, chosen, write(target, families.HEADINGS, rows))
        return Read(kind, chosen, write(target, *_of_text(original, chosen)))
    except UnicodeError:
        return Read(kind, encoding, 0, Problem.WRONG_ENCODING if encoding else Problem.ENCODING)
    except Unreadable as why:
        return Read(kind, encoding, 0, str(why))


#: What files begin with that hold no text, however they are called.
NO_TEXT = (
    b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ\x90", b"\x7fELF",
    b"\x1f\x8b", b"Rar!\x1a", b"7z\xbc\xaf",
)  # fmt: skip


def kind_of(original: Path, encoding: str) -> str:
    head = _head(original)
    if not head.strip():
        raise Unreadable(Problem.EMPTY)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_package(original)
    written = encoding or encodings.of(head)
    if not written or head.startswith(NO_TEXT):
        raise Unreadable(Problem.NOT_A_LIST)
    begins = head.decode(written, "ignore").lstrip("\ufeff \t\r\n")
    return GEDCOM if begins.startswith("0 HEAD") else CSV


def write(target: Path, headings: Sequence[str], rows: Iterable[Row]) -> int:
    """Returns how many rows it has written. Rows without a word are left out."""
    headings = _headings(headings)
    many = 0
    to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with target.open("w", encoding="utf-8", errors="surrogatepass") as file:
        file.write(to_json(headings) + "\n")
        for number, cells in rows:
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                kept = [cell[:LONGEST_KEPT] for cell in cells[: MOST_COLUMNS + 1]]
                file.write(to_json([number, kept]) + "\n")
                many += 1
    if not many:
        raise Unreadable(Problem.EMPTY)
    return many


def _headings(headings: Sequence[str]) -> list[str]:
    named = [heading.strip()[:100] for heading in headings]
    while named and not named[-1]:
        named.pop()
    if not named:
        raise Unreadable(Problem.NO_HEADINGS)
    if len(named) > MOST_COLUMNS:
        raise Unreadable(Problem.TOO_WIDE)
    return named


def _of_text(original: Path, encoding: str) -> tuple[list[str], Iterator[Row]]:
    csv.field_size_limit(LONGEST_FIELD)
    file = original.open(encoding=encoding, newline="")
    start = file.readline(1 << 20)
    file.seek(0)
    if start.lower().startswith("sep=") and len(start.strip()) == len("sep=") + 1:
        delimiter = start[4]
        file.readline()
    else:
        delimiter = max(DELIMITERS, key=lambda each: _parts(start, each))
    reader = csv.reader(file, delimiter=delimiter)
    try:
        return next(reader), _counted(reader)
    except StopIteration:
        raise Unreadable(Problem.EMPTY) from None
    except csv.Error:
        raise Unreadable(Problem.NOT_A_LIST) from None


def _parts(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), []))


def _counted(reader: Iterable[list[str]]) -> Iterator[Row]:
    try:
        yield from enumerate(reader, start=2)
    except csv.Error:
        raise Unreadable(Problem.DAMAGED) from None


def _of_workbook(original: Path, target: Path, kind: str, chosen: int) -> Read:
    try:
        with CalamineWorkbook.from_path(str(original)) as workbook:
            sheets = _filled(workbook)
            names = [(number, sheet.name[:LONGEST_NAME]) for number, sheet in sheets.items()]
            if len(sheets) > 1 and chosen not in sheets:
                return Read(kind, problem=Problem.SHEETS, sheets=names[:MOST_SHEETS])
            for sheet in (sheets.get(chosen), *sheets.values()):
                if sheet:
                    rows = write(target, *_of_sheet(sheet))
                    return Read(kind, "", rows, sheets=names[:MOST_SHEETS])
    except PasswordError:
        raise Unreadable(Problem.LOCKED) from None
    except (CalamineError, WorksheetNotFound, OSError, ValueError):
        raise Unreadable(Problem.DAMAGED) from None
    raise Unreadable(Problem.EMPTY)


def _filled(workbook: CalamineWorkbook) -> dict[int, Any]:
    """The sheets that have anything in them, by their places."""
    sheets = enumerate(map(workbook.get_sheet_by_name, workbook.sheet_names), start=1)
    return {number: sheet for number, sheet in sheets if sheet.height and sheet.width}


def _of_sheet(sheet: Any) -> tuple[list[str], Iterator[Row]]:
    if sheet.width > MOST_COLUMNS:
        raise Unreadable(Problem.TOO_WIDE)
    above = sheet.start[0] if sheet.start else 0
    rows = sheet.iter_rows()
    headings = [_text(cell) for cell in next(rows)]
    numbered = enumerate(rows, start=above + 2)
    return headings, ((number, [_text(cell) for cell in cells]) for number, cells in numbered)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    for kind, say in SAID:
        if isinstance(cell, kind):
            return say(cell)
    return str(cell)


def _moment(cell: datetime) -> str:
    return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")


SAID: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (str, str),
    (datetime, _moment),
    (date, date.isoformat),
)


def _kind_of_package(original: Path) -> str:
    try:
        with zipfile.ZipFile(original) as package:
            infos = package.infolist()
            names = {info.filename for info in infos}
            if any(info.flag_bits & 1 for info in infos):
                raise Unreadable(Problem.LOCKED)
            if sum(info.file_size for info in infos) > MOST_UNPACKED:
                raise Unreadable(Problem.TOO_MUCH)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Unreadable(Problem.DAMAGED) from None
    if "xl/workbook.xml" in names:
        return XLSX
    if "content.xml" in names:
        return ODS
    raise Unreadable(Problem.NOT_A_LIST)


def _head(original: Path) -> bytes:
    with original.open("rb") as file:
        return file.read(encodings.HEAD)
