"""Lists for clerks: CSV (RFC 4180), XLSX and print, never held whole.

A list is written in fragments of neighbouring rows, by several processes or by one, and joined in
order by `joining`. Where files, sheets and volumes end depends on the place of a row alone, so the
same rows give the same bytes, however they were divided among fragments.
"""

import csv
import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Self

from petitions.bundles import printed, sheets
from petitions.bundles.columns import Column
from petitions.bundles.printed import Print, Volume
from petitions.bundles.stretches import Stretch

FORMULA_STARTS = frozenset("=+-@\t\r")
SHEET_ROWS = 1_048_576  # what a sheet of Excel holds, heading included
#: A file of six columns has three sheets, one of ten has one: each stays far below two gigabytes.
SHEETS_TIMES_COLUMNS = 18


@dataclass(frozen=True)
class Table:
    """One list: its file name without ending, its columns, and what to write beside CSV."""

    name: str
    columns: Sequence[Column]
    formats: Sequence[str] = ("csv",)
    print: Print | None = None  # what stands above it on paper, where one wants it

    @property
    def rows_a_file(self) -> int:
        """Where the list goes on in another file."""
        return max(1, SHEETS_TIMES_COLUMNS // len(self.columns)) * (SHEET_ROWS - 1)

    @property
    def is_printed(self) -> bool:
        return "pdf" in self.formats and self.print is not None

    def file_name(self, ending: str, number: int, *, of: int) -> str:
        """Files of 4 digits hold the same rows in each format; a volume is for a binder."""
        part = f"volume-{number:04}" if ending == "pdf" else f"{number:04}"
        return f"{self.name}.{ending}" if of == 1 else f"{self.name}-{part}.{ending}"


@dataclass(frozen=True)
class Piece:
    """Neighbouring rows as they stand in one file of a list, and in one sheet of it."""

    path: Path
    ending: str
    number: int  # which file of its kind, from 1
    sheet: int
    size: int
    crc: int  # CRC-32; of what becomes a part of a file, nobody needs another digest
    sha256: str = ""  # of a piece that is a file of its own

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.path, self.size, self.crc)


class Fragment:
    """Rows of a list from a place on (from 0), in pieces called ``<stem>.…`` in a folder."""

    def __init__(self, folder: Path, stem: str, table: Table, place: int = 0) -> None:
        self._folder, self._stem, self._table = folder, stem, table
        self._open: dict[str, _Output] = {}
        self._volume: Volume | None = None
        self.place = place  # of the row that comes next
        self.pieces: list[Piece] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        for output in self._open.values():
            self._close(output)
        if kind is None:
            self._bind()

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        while rows:
            room = SHEET_ROWS - 1 - self.place % (SHEET_ROWS - 1)
            if self._table.is_printed:
                room = min(room, printed.VOLUME - self.place % printed.VOLUME)
            together, rows = rows[:room], rows[room:]
            self._output("csv").write(comma(together))
            if "xlsx" in self._table.formats:
                line = self.place % (SHEET_ROWS - 1) + 2
                self._output("xlsx").write(sheets.rows(together, line))
            if self._table.is_printed:
                self._print(together)
            self.place += len(together)

    def _print(self, rows: Sequence[Sequence[str]]) -> None:
        if self.place % printed.VOLUME == 0:
            self._bind()
        if self._volume is None:
            number = self.place // printed.VOLUME + 1
            assert self._table.print  # noqa: S101 (or it would not be printed)
            self._volume = Volume(self._table.print, self._table.columns, number)
        self._volume.add(rows)

    def _bind(self) -> None:
        """Close the volume: it is full, or these are all rows."""
        if self._volume is None:
            return
        path = self._folder / f"{self._stem}.pdf.{self._volume.number}.1"
        content = self._volume.content()
        path.write_bytes(content)
        crc, digest = zlib.crc32(content), hashlib.sha256(content).hexdigest()
        self.pieces.append(Piece(path, "pdf", self._volume.number, 1, len(content), crc, digest))
        self._volume = None

    def _output(self, ending: str) -> "_Output":
        number, inside = divmod(self.place, self._table.rows_a_file)
        at = (number + 1, inside // (SHEET_ROWS - 1) + 1)
        known = self._open.get(ending)
        if known and known.at == at:
            return known
        if known:
            self._close(known)
        path = self._folder / f"{self._stem}.{ending}.{at[0]}.{at[1]}"
        self._open[ending] = _Output(path, ending, at)
        return self._open[ending]

    def _close(self, output: "_Output") -> None:
        output.file.close()
        self.pieces.append(Piece(output.path, output.ending, *output.at, output.size, output.crc))


class _Output:
    def __init__(self, path: Path, ending: str, at: tuple[int, int]) -> None:
        self.path, self.ending, self.at = path, ending, at
        self.file, self.size, self.crc = path.open("wb"), 0, 0

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self.crc = zlib.crc32(content, self.crc)
        self.file.write(content)


def description(
    tables: Sequence[Table], language: str, files: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """``csv-metadata.json`` (W3C CSV on the Web): what each column is, in this language.

    `files` has the names of the CSV files by the name of their table, where there are several.
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tables": [
            {
                "url": url,
                "tableSchema": {
                    "columns": [
                        {
                            "name": c.name,
                            "titles": c.name,
                            "dc:title": c.title,
                            "datatype": c.datatype,
                        }
                        for c in table.columns
                    ]
                },
            }
            for table in tables
            for url in (files or {}).get(table.name, [f"{table.name}.csv"])
        ],
    }


def comma(rows: Iterable[Sequence[str]]) -> bytes:
    """SECURITY: a spreadsheet must not run what somebody typed as a name."""
    text = StringIO(newline="")
    starts = FORMULA_STARTS
    csv.writer(text, lineterminator="\r\n").writerows(
        [f"'{value}" if value[:1] in starts else value for value in row] for row in rows
    )
    return text.getvalue().encode()
