"""The list of signatures in ranges of rows, written by any number of processes, joined in order.

Everything lies in one folder below the bundle's work folder. `plan.json` says what the ranges are;
a range is done when its record lies there (`0007.json`), with the digests of its pieces, which are
checked when they are joined. Who is at a range holds a lock on it, which a killed process loses.
Several machines may share the folder, see docs/decisions/0100.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import rfc8785
from django.utils import translation

from petitions.bundles import joining, own_files, places, statements, tables
from petitions.bundles.durable import whole
from petitions.bundles.lists import Fragment, Piece, Table
from petitions.bundles.manifest import measure
from petitions.bundles.own_files import Span
from petitions.bundles.payload import Written
from petitions.bundles.printed import Print
from petitions.bundles.signature_rows import SignatureRows
from petitions.bundles.stretches import Torn
from petitions.models import Bundle

RANGE = 25_000  # rows; at least a volume of the printed list
#: Count it up when rows are written differently: pieces of two releases are never joined.
#: 5: letters of the printed list are bytes, and no digits.
EDITION = 5
PLAN = "plan.json"
OWN = "zip"  # the ending of what people signed themselves

Call = Callable[[int], None]  # so many ranges wait for whoever helps


@dataclass(frozen=True)
class Plan:
    """What is written, and in which ranges: the same for everybody who helps."""

    edition: int
    rows: int
    size: int
    fields: list[str]
    formats: list[str]
    language: str
    heading: str
    frozen_at: str
    spans: list[Span]  # of files that people signed themselves; each is a range, too

    @property
    def ranges(self) -> int:
        return -(-self.rows // self.size)

    @property
    def steps(self) -> int:
        return self.ranges + len(self.spans)

    @property
    def table(self) -> Table:
        with translation.override(self.language):
            moment = datetime.fromisoformat(self.frozen_at)
            paper = Print(self.heading, self.language, moment)
            return tables.signatures(self.fields, self.formats, paper, has_files=bool(self.spans))

    def canonical(self) -> bytes:
        return rfc8785.dumps(asdict(self))


@dataclass(frozen=True)
class Done:
    """A finished range: what its rows count as, when they were signed, and where they lie."""

    counts: dict[str, int]
    days: dict[str, int]
    pieces: list[Piece]


@dataclass(frozen=True)
class Joined:
    """The list of signatures, once every range of it is done."""

    folder: Path
    plan: Plan
    table: Table

    def write(self, target: Path) -> Written:
        """Join all ranges. A damaged one is forgotten, and `Torn` raised."""
        counts: Counter[str] = Counter()
        days: Counter[str] = Counter()
        pieces: list[Piece] = []
        for number in range(self.plan.steps):
            done = _done(self.folder, self.plan, number)
            if done is None:
                raise Torn(_record(self.folder, number))
            counts.update(done.counts)
            days.update(done.days)
            pieces += done.pieces
        rows = [piece for piece in pieces if piece.ending != OWN]
        try:
            files = joining.join(target, self.table, rows)
            for piece in (piece for piece in pieces if piece.ending == OWN):
                name = own_files.zip_name(piece.number)
                files[name] = joining.take(piece, target / name)
        except Torn as torn:
            number = int(torn.path.name.partition(".")[0])
            _record(self.folder, number).unlink(missing_ok=True)
            raise
        named = {name: count for name, count in counts.items() if count}
        signed = {date.fromisoformat(day): count for day, count in days.items()}
        return Written({self.table.name: self.plan.rows, **named}, files, signed)


def write(bundle: Bundle, plan: Plan, call: Call | None = None) -> Joined:
    """Have every range written: by whoever helps, the rest by this process."""
    folder = _folder(bundle)
    _begin(folder, plan)
    statements.learn_sizes()
    if call and plan.steps > 1:
        call(plan.steps)
    for wait in (False, True):
        _work(bundle, folder, plan, wait=wait)
    return Joined(folder, plan, plan.table)


def help_with(bundle: Bundle) -> None:
    """Write ranges that nobody is at, if somebody who shares this folder has begun.

    Not where the plan is of another release: what this one would write is not what it means.
    """
    folder = _folder(bundle)
    try:
        told = json.loads((folder / PLAN).read_bytes())
        if told["edition"] == EDITION:
            _work(bundle, folder, Plan(**told), wait=False)
    except FileNotFoundError:
        return  # nobody has begun, or everything is done and cleared away


def clear(bundle: Bundle) -> None:
    """Once the payload is there, its pieces only take room."""
    shutil.rmtree(_folder(bundle), ignore_errors=True)


def _work(bundle: Bundle, folder: Path, plan: Plan, *, wait: bool) -> None:
    for number in range(plan.steps):
        if _done(folder, plan, number):
            continue
        with _taken(folder, number, wait=wait) as is_mine:
            if is_mine and not _done(folder, plan, number):
                _write(bundle, folder, plan, number)


def _write(bundle: Bundle, folder: Path, plan: Plan, number: int) -> None:
    step = _write_rows if number < plan.ranges else _write_files
    done = step(bundle, folder, plan, number)
    told: dict[str, Any] = {
        "plan": plan.canonical().decode(),
        "counts": done.counts,
        "days": done.days,
        "pieces": [
            [p.path.name, p.ending, p.number, p.sheet, p.size, p.crc, p.sha256]
            for p in done.pieces
        ],
    }
    with whole(_record(folder, number)) as part:
        part.write_bytes(rfc8785.dumps(told))


def _write_rows(bundle: Bundle, folder: Path, plan: Plan, number: int) -> Done:
    first, last = number * plan.size + 1, min((number + 1) * plan.size, plan.rows)
    rows = SignatureRows(bundle, plan.fields, plan.spans)
    with Fragment(folder, f"{number:04}", plan.table, first - 1) as fragment:
        for batch in rows.batches(first, last):
            fragment.add(batch)
    return Done(dict(rows.counts), dict(rows.days), fragment.pieces)


def _write_files(bundle: Bundle, folder: Path, plan: Plan, number: int) -> Done:
    which = number - plan.ranges
    path = folder / f"{number:04}.{OWN}"
    own_files.write(path, bundle, plan.spans[which])
    of = measure(path)
    return Done({}, {}, [Piece(path, OWN, which + 1, 1, of.size, of.crc, of.sha256)])


def _done(folder: Path, plan: Plan, number: int) -> Done | None:
    try:
        told: dict[str, Any] = json.loads(_record(folder, number).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    if told["plan"] != plan.canonical().decode():
        return None
    pieces = [Piece(folder / name, *rest) for name, *rest in told["pieces"]]
    return Done(told["counts"], told["days"], pieces)


def _begin(folder: Path, plan: Plan) -> None:
    """Go on where a killed process stopped, unless that was for another plan."""
    told = folder / PLAN
    if told.is_file() and told.read_bytes() == plan.canonical():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    for number in range(plan.steps):
        _lock(folder, number).touch(mode=0o600)
    with whole(told) as part:
        part.write_bytes(plan.canonical())


@contextmanager
def _taken(folder: Path, number: int, *, wait: bool) -> Iterator[bool]:
    with _lock(folder, number).open("r+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


def _folder(bundle: Bundle) -> Path:
    return places.work(bundle) / "ranges"


def _record(folder: Path, number: int) -> Path:
    return folder / f"{number:04}.json"


def _lock(folder: Path, number: int) -> Path:
    return folder / f"{number:04}.lock"
