"""How fast a list is read, checked and taken in, beside COPY of the same rows into one table."""

from __future__ import annotations

import io
import json
import resource
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from django.db import connection

from testimonies.lists import actions as lists
from testimonies.lists import table_file
from testimonies.lists.actions import Described
from testimonies.models import ListEdition

ROWS = 100_000
HEAD = "Number;Surname;Given name;Father's name;Born;Place of birth;Deported;Sent to;Died"
LINE = "{0};Kalniņš-{0};Jānis;Pētera;{1:02d}.{2:02d}.19{3:02d};Rīga;14.06.1941;Красноярск;1943\n"


@dataclass(frozen=True)
class Figures:
    """Rows a second; the least that could be done is COPY. Megabytes at the most."""

    read: float
    check: float
    take: float
    copy: float
    memory: int


def measure(rows: int = ROWS) -> Figures:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        _write(path, rows)
        with path.open("rb") as file:
            edition = lists.receive(file, Described("Bench", "Bench", "cc0-1.0"), by=None)
    read = _rate(edition, rows)
    copy = _copy(ListEdition.objects.get(pk=edition.pk).table, rows)
    columns = ListEdition.objects.get(pk=edition.pk).columns
    lists.check(edition.pk, columns=columns, by=None)
    check = _rate(edition, rows)
    lists.begin_import(edition.pk, by=None)
    take = _rate(edition, rows)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return Figures(read, check, take, copy, memory)


def print_lines() -> None:
    found = measure()
    figures = f"{found.read:,.0f} /s read, {found.check:,.0f} checked, {found.take:,.0f} taken in"
    print(f"list           {figures}; COPY {found.copy:,.0f}; {found.memory} MB", flush=True)


def _write(path: Path, rows: int) -> None:
    with path.open("w") as file:
        file.write(HEAD + "\n")
        for number in range(rows):
            file.write(LINE.format(number, number % 28 + 1, number % 12 + 1, number % 40))


def _rate(edition: ListEdition, rows: int) -> float:
    begun = perf_counter()
    lists.work_on(edition.pk)
    return rows / (perf_counter() - begun)


def _copy(table: str, rows: int) -> float:
    """The same cells, in the clear, in one table without an index."""
    plain = io.StringIO()
    for record in table_file.records(table):
        plain.write(f"{record.number}\t{json.dumps(record.cells, ensure_ascii=False)}\n")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_list (number int, cells text)")
        begun = perf_counter()
        with cursor.copy("COPY bench_list FROM STDIN") as copy:
            copy.write(plain.getvalue())
        took = perf_counter() - begun
        cursor.execute("DROP TABLE bench_list")
    return rows / took
