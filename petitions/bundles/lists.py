"""Lists for clerks: CSV (RFC 4180) and XLSX from one pass over the rows, never held whole."""

import csv
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from petitions.bundles.stored_zip import StoredZip

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SHEET_ROWS = 1_048_576  # what a sheet of Excel holds, heading included
CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 (xlsxwriter wants it so; it makes files repeatable)
DATATYPES = {"integer", "date", "dateTime", "string"}


@dataclass(frozen=True)
class Column:
    name: str  # in the files, for machines
    title: str  # for people
    datatype: str = "string"


@dataclass(frozen=True)
class Table:
    """One list: its file name without ending, its columns, and what to write."""

    name: str
    columns: Sequence[Column]
    formats: Sequence[str] = ("csv",)


def write(folder: Path, table: Table, rows: Iterable[Sequence[str]]) -> int:
    """Write the list in each of its formats; returns the number of rows."""
    count = 0
    with ExitStack() as stack:
        sheets = None
        output = stack.enter_context(
            (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="")
        )
        comma = csv.writer(output, lineterminator="\r\n")
        comma.writerow([column.name for column in table.columns])
        if "xlsx" in table.formats:
            sheets = stack.enter_context(_Sheets(folder / f"{table.name}.xlsx", table))
        for row in rows:
            comma.writerow([harmless(value) for value in row])
            if sheets:
                sheets.write(row)
            count += 1
    return count


def harmless(value: str) -> str:
    """SECURITY: a spreadsheet must not run what somebody typed as a name."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def description(tables: Sequence[Table], language: str) -> dict[str, Any]:
    """``csv-metadata.json`` (W3C CSV on the Web): what each column is."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tables": [
            {
                "url": f"{table.name}.csv",
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
        ],
    }


class _Sheets:
    """A workbook written row by row, continued on a further sheet when one is full."""

    def __init__(self, target: Path, table: Table) -> None:
        self._target, self._table = target, table
        self._folder = tempfile.TemporaryDirectory(dir=target.parent)
        self._draft = Path(self._folder.name) / "draft.xlsx"
        self._book = xlsxwriter.Workbook(
            str(self._draft),
            {
                "constant_memory": True,
                "tmpdir": self._folder.name,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties({"created": CREATED})
        self._next_row = SHEET_ROWS
        self._sheet: Any = None

    def __enter__(self) -> "_Sheets":
        self._open_sheet()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        with self._folder:
            self._book.close()
            if kind is None:
                _store(self._draft, self._target)

    def write(self, row: Sequence[str]) -> None:
        if self._next_row == SHEET_ROWS:
            self._open_sheet()
        self._write_row(row)

    def _open_sheet(self) -> None:
        number = len(self._book.worksheets()) + 1
        name = self._table.name if number == 1 else f"{self._table.name} {number}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._next_row = 0
        self._write_row([column.title for column in self._table.columns])

    def _write_row(self, row: Sequence[str]) -> None:
        for number, value in enumerate(row):
            self._sheet.write_string(self._next_row, number, value)
        self._next_row += 1


def _store(draft: Path, target: Path) -> None:
    """The same workbook without compression, so that its bytes never depend on zlib."""
    with zipfile.ZipFile(draft) as packed, StoredZip(target) as stored:
        for name in sorted(packed.namelist()):
            with packed.open(name) as part:
                stored.add_stream(name, part)
    shutil.copymode(draft, target)
