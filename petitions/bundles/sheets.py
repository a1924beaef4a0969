"""Spreadsheets (XLSX) from parts that are written apart and joined in order, never held whole.

Every cell is a text, so nothing that somebody typed is read as a formula, a number or a link.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from petitions.bundles.stored_zip import StoredZip
from petitions.bundles.stretches import Laid, Stretch

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: Before the rows; the first one stays in sight.
TOP = (
    f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>'
).encode()
BOTTOM = b"</sheetData></worksheet>"
BETWEEN = "\x1f"  # no text has it between its letters without being escaped
#: Rows without any of these, and without a blank at an end, need no second look.
SUSPECT = re.compile(r"[&<>_\x00-\x1e\ufffe\uffff]|\A | \Z")
BLANK_BEFORE, BLANK_AFTER = f" {BETWEEN}", f"{BETWEEN} "
#: What XML cannot hold as it is, what only looks like an escape, and spaces at an end.
SPECIAL = re.compile(
    r"[&<>\x00-\x08\x0b-\x1e\ufffe\uffff]|_x[0-9A-Fa-f]{4}_"
    r"|\A[ \t\n]|[ \t\n]\Z|[ \t\n]\x1f|\x1f[ \t\n]"
)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
LINE = "#"  # where its number goes in the template of a row
SPACED = ' xml:space="preserve"'
LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Sheet:
    name: str
    titles: Sequence[str]
    rows: Sequence[Stretch]  # below the titles, from line 2 on


def rows(values: Iterable[Sequence[str]], first: int) -> bytes:
    """Rows as they stand in a sheet; `first` is the number of the first line, from 1."""
    found: list[str] = []
    for line, row in enumerate(values, first):
        template, texts = _template(len(row)), tuple(row)
        if _is_special(row):
            template, texts = _template(len(row), SPACED), tuple(map(_escaped, row))
        found.append(template.replace(LINE, str(line)) % texts)
    return "".join(found).encode()


def write(target: Path, sheets: Sequence[Sheet]) -> Laid:
    """A workbook, stored, whose bytes depend on its texts alone; and where which rows lie."""
    laid: Laid = []
    with StoredZip(target) as book:
        book.add_bytes("[Content_Types].xml", _content_types(len(sheets)))
        book.add_bytes("_rels/.rels", _root())
        book.add_bytes("xl/workbook.xml", _book([sheet.name for sheet in sheets]))
        book.add_bytes("xl/_rels/workbook.xml.rels", _book_parts(len(sheets)))
        for number, sheet in enumerate(sheets, 1):
            heading = rows([sheet.titles], 1)
            parts: list[bytes | Stretch] = [TOP + heading, *sheet.rows, BOTTOM]
            laid += book.put(f"xl/worksheets/sheet{number}.xml", parts)
    return laid


def letters(column: int) -> str:
    """The name of a column, from 0: A … Z, AA …"""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@cache
def _template(columns: int, kind: str = "") -> str:
    cells = "".join(
        f'<c r="{letters(column)}{LINE}" t="inlineStr"><is><t{kind}>%s</t></is></c>'
        for column in range(columns)
    )
    return f'<row r="{LINE}">{cells}</row>'


def _is_special(row: Sequence[str]) -> bool:
    joined = BETWEEN.join(row)
    if joined.count(BETWEEN) != len(row) - 1:
        return True
    is_suspect = SUSPECT.search(joined) or BLANK_BEFORE in joined or BLANK_AFTER in joined
    return bool(is_suspect and SPECIAL.search(joined))


def _escaped(value: str) -> str:
    """As ECMA-376 (part 1, 22.4.2.4) writes what XML has no letters for: ``_x000D_``."""
    if BETWEEN not in value and not SUSPECT.search(value):
        return value
    plain = LIKE_AN_ESCAPE.sub("_x005F_", value)
    return UNPRINTABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", escape(plain))


def _content_types(sheets: int) -> bytes:
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{SHEET}"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{BOOK}"/>{parts}</Types>'
    ).encode()


def _root() -> bytes:
    return _related(
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    )


def _book(names: Sequence[str]) -> bytes:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    return (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        f"<sheets>{sheets}</sheets></workbook>"
    ).encode()


def _book_parts(sheets: int) -> bytes:
    return _related(
        "".join(
            f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet"'
            f' Target="worksheets/sheet{number}.xml"/>'
            for number in range(1, sheets + 1)
        )
    )


def _related(parts: str) -> bytes:
    whole = f'<Relationships xmlns="{PACKAGE}/relationships">{parts}</Relationships>'
    return f"{DECLARATION}{whole}".encode()
