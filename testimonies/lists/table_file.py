"""The rows of an edition, out of the file that the confined process has written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from testimonies.evidence import keeping


class Record(NamedTuple):
    number: int
    cells: list[str]


def headings(path: str) -> list[str]:
    with keeping.open_kept(path) as file:
        found: list[str] = json.loads(file.readline())
        return found


def records(path: str, *, after: int = 0) -> Iterator[Record]:
    """`after` counts rows, not their numbers."""
    with keeping.open_kept(path) as file:
        file.readline()
        for line in islice(file, after, None):
            yield Record(*json.loads(line))


def batches(path: str, *, after: int, size: int) -> Iterator[list[Record]]:
    rest = records(path, after=after)
    while batch := list(islice(rest, size)):
        yield batch
