"""Lists for clerks: CSV (RFC 4180), XLSX and print, never held whole.

A list is written in fragments of neighbouring rows, by several processes or by one, and joined in
order. Where files, sheets and volumes end depends on the place of a row alone, so the same rows
give the same bytes, however they were divided among fragments.
"""

import csv
import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import StringIO
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Self

from petitions.bundles import printed, sheets
from petitions.bundles.manifest import File, measure
from petitions.bundles.printed import Column, Print, Volume
from petitions.bundles.sheets import Sheet
from petitions.bundles.stored_zip import blocks

FORMULA_STARTS = frozenset("=+-@\t\r")
SHEET_ROWS = 1_048_576  # what a sheet of Excel holds, heading included
#: A file of six columns has three sheets, one of ten has one: each stays far below two gigabytes.
SHEETS_TIMES_COLUMNS = 18
BATCH = 2_000
JOINING = 2  # files at a time


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
    sha256: str


class Torn(Exception):
    """A piece is not what was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self.path = path


def write(folder: Path, table: Table, rows: Iterable[Sequence[str]]) -> int:
    """Write the list in each of its formats; returns the number of rows."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        with Fragment(Path(scratch), "0", table) as fragment:
            for batch in _batches(rows):
                fragment.add(batch)
        join(folder, table, fragment.pieces)
    return fragment.place


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
            self._output("csv").write(_comma(together))
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
        digest = hashlib.sha256(content).hexdigest()
        self.pieces.append(Piece(path, "pdf", self._volume.number, 1, digest))
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
        self.pieces.append(
            Piece(output.path, output.ending, *output.at, output.digest.hexdigest())
        )


class _Output:
    def __init__(self, path: Path, ending: str, at: tuple[int, int]) -> None:
        self.path, self.ending, self.at = path, ending, at
        self.file, self.digest = path.open("wb"), hashlib.sha256()

    def write(self, content: bytes) -> None:
        self.digest.update(content)
        self.file.write(content)


def join(folder: Path, table: Table, pieces: Sequence[Piece]) -> dict[str, File]:
    """Put the pieces of a list, in order, into its files. Raises `Torn` for a damaged piece.

    Two files at a time: who hashes and writes does not hold the interpreter's lock.
    """
    last = max((piece.number for piece in pieces if piece.ending == "csv"), default=1)
    volumes = [piece for piece in pieces if piece.ending == "pdf"]
    jobs: dict[str, Callable[[Path], File]] = {}
    for ending, joined in (("xlsx", _join_sheets), ("csv", _join_commas)):
        if ending not in {"csv", *table.formats}:
            continue
        for number in range(1, last + 1):
            own = [p for p in pieces if p.ending == ending and p.number == number]
            name = table.file_name(ending, number, of=last)
            jobs[name] = partial(joined, table=table, pieces=own)
    for piece in volumes:
        name = table.file_name("pdf", piece.number, of=len(volumes))
        jobs[name] = partial(take, piece)
    with ThreadPoolExecutor(JOINING) as both:
        files = both.map(lambda name: jobs[name](folder / name), jobs)
        return dict(zip(jobs, files, strict=True))


def harmless(value: str) -> str:
    """SECURITY: a spreadsheet must not run what somebody typed as a name."""
    return f"'{value}" if value[:1] in FORMULA_STARTS else value


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


def _batches(rows: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _comma(rows: Iterable[Sequence[str]]) -> bytes:
    text = StringIO(newline="")
    starts = FORMULA_STARTS
    csv.writer(text, lineterminator="\r\n").writerows(
        [f"'{value}" if value[:1] in starts else value for value in row] for row in rows
    )
    return text.getvalue().encode()


def take(piece: Piece, target: Path) -> File:
    """A piece that is a whole file. Raises `Torn` when it is damaged."""
    with target.open("wb") as output:
        for block in _whole([piece]):
            output.write(block)
        return File(piece.sha256, output.tell())


def _join_commas(target: Path, table: Table, pieces: Sequence[Piece]) -> File:
    digest = hashlib.sha256()
    with target.open("wb") as output:
        for block in _with(_comma([[c.name for c in table.columns]]), pieces):
            digest.update(block)
            output.write(block)
        size = output.tell()
    return File(digest.hexdigest(), size)


def _join_sheets(target: Path, table: Table, pieces: Sequence[Piece]) -> File:
    titles = [column.title for column in table.columns]
    found = [
        Sheet(table.name if number == 1 else f"{table.name} {number}", titles, _whole(list(own)))
        for number, own in groupby(pieces, lambda piece: piece.sheet)
    ]
    sheets.write(target, found or [Sheet(table.name, titles, [])])
    return measure(target)


def _with(heading: bytes, pieces: Sequence[Piece]) -> Iterator[bytes]:
    yield heading
    yield from _whole(pieces)


def _whole(pieces: Sequence[Piece]) -> Iterator[bytes]:
    for piece in pieces:
        digest = hashlib.sha256()
        for block in _content(piece.path):
            digest.update(block)
            yield block
        if digest.hexdigest() != piece.sha256:
            raise Torn(piece.path)


def _content(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as content:
            yield from blocks(content)
    except FileNotFoundError as error:
        raise Torn(path) from error
