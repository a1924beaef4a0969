"""A list from its pieces, by whoever leads: written once, read once, never held whole."""

import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Any

from petitions.bundles import checksum, lists, sheets, stretches
from petitions.bundles.lists import Fragment, Piece, Table
from petitions.bundles.manifest import File
from petitions.bundles.sheets import Sheet
from petitions.bundles.stretches import BLOCK, Laid, Stretch, Torn

BATCH = 2_000
JOINING = 2  # files at a time


def write(folder: Path, table: Table, rows: Iterable[Sequence[str]]) -> int:
    """Write a list in each of its formats; returns the number of rows."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        with Fragment(Path(scratch), "0", table) as fragment:
            for batch in _batches(rows):
                fragment.add(batch)
        join(folder, table, fragment.pieces)
    return fragment.place


def join(folder: Path, table: Table, pieces: Sequence[Piece]) -> dict[str, File]:
    """Put the pieces of a list, in order, into its files. Raises `Torn` for a damaged piece.

    Two files at a time: who copies and hashes does not hold the interpreter's lock.
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


def take(piece: Piece, target: Path) -> File:
    """A piece that is a whole file. Raises `Torn` when it is damaged."""
    whole = piece.stretch
    _give_another_name(whole, target)
    with target.open("rb") as content:
        found = _read(content, piece.size, None, 0)
        if found != piece.crc or content.read(1):
            raise Torn(whole.path)
    return File(piece.sha256, piece.size, piece.crc)


def measure(path: Path, laid: Laid) -> File:
    """Read a file that was put together. Raises `Torn` for the part that is not as written."""
    digest, crc, size = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as content:
        for start, stretch in laid:
            crc = _read(content, start - content.tell(), digest, crc)
            found = _read(content, stretch.size, digest, 0)
            if found != stretch.crc:
                raise Torn(stretch.path)
            crc = checksum.joined(crc, found, stretch.size)
        crc = _read(content, size - content.tell(), digest, crc)
    return File(digest.hexdigest(), size, crc)


def _join_commas(target: Path, table: Table, pieces: Sequence[Piece]) -> File:
    laid: Laid = []
    with target.open("wb") as output:
        output.write(lists.comma([[c.name for c in table.columns]]))
        for piece in pieces:
            laid.append((output.tell(), piece.stretch))
            stretches.append(output, piece.stretch)
    return measure(target, laid)


def _join_sheets(target: Path, table: Table, pieces: Sequence[Piece]) -> File:
    titles = [column.title for column in table.columns]
    found = [
        Sheet(
            table.name if number == 1 else f"{table.name} {number}",
            titles,
            [piece.stretch for piece in own],
        )
        for number, own in groupby(pieces, lambda piece: piece.sheet)
    ]
    return measure(target, sheets.write(target, found or [Sheet(table.name, titles, [])]))


def _give_another_name(whole: Stretch, target: Path) -> None:
    """One file under two names where a disk can; nobody changes it any more."""
    try:
        os.link(whole.path, target)
    except FileNotFoundError as error:
        raise Torn(whole.path) from error
    except OSError:
        with target.open("wb") as output:
            stretches.append(output, whole)


def _read(content: IO[bytes], size: int, digest: Any | None, crc: int) -> int:
    """Hash so many bytes; the CRC-32 with them."""
    while size and (block := content.read(min(size, BLOCK))):
        if digest is not None:
            digest.update(block)
        crc = zlib.crc32(block, crc)
        size -= len(block)
    return crc


def _batches(rows: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
