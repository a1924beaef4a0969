"""Which cells of a table of people are hidden, so that nobody is found in it.

A cell of one to four people is hidden. So is as much more as is needed that a hidden cell cannot
be computed from the others and the sums, and that all that is hidden in a row or column beside a
sum that is shown is five people or more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
#: The row of sums, and the column of sums.
ALL = ""
Place = tuple[str, str]


@dataclass(frozen=True)
class Table:
    """People by row and column, each sum among them; None where it is hidden."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Place, int | None]

    def lines(self) -> Iterator[tuple[str, list[int | None]]]:
        for row in self.rows:
            yield row, [self.cells[row, column] for column in self.columns]


def hide(counts: Mapping[Place, int], rows: Sequence[str], columns: Sequence[str]) -> Table:
    """The table with its sums, and with everything hidden that has to be."""
    cells = _with_sums(counts, rows, columns)
    hidden = {place for place, many in cells.items() if 0 < many < LEAST}
    every_row, every_column = (*rows, ALL), (*columns, ALL)
    lines = [[(row, column) for column in every_column] for row in every_row]
    lines += [[(row, column) for row in every_row] for column in every_column]
    while more := _to_confuse(cells, hidden) or _to_fill(cells, hidden, lines):
        hidden.add(more)
    shown = {place: None if place in hidden else many for place, many in cells.items()}
    return Table(every_row, every_column, shown)


def _with_sums(
    counts: Mapping[Place, int], rows: Sequence[str], columns: Sequence[str]
) -> dict[Place, int]:
    cells = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    for row in rows:
        cells[row, ALL] = sum(cells[row, column] for column in columns)
    for column in (*columns, ALL):
        cells[ALL, column] = sum(cells[row, column] for row in rows)
    return cells


def _to_confuse(cells: Mapping[Place, int], hidden: set[Place]) -> Place | None:
    """What else must be hidden so that no small cell can be computed.

    Rows and columns are the corners of a net, and hidden cells its threads. A cell can be computed
    exactly if its thread alone holds two parts of the net together, so another one is drawn.
    """
    for small in sorted(place for place in hidden if cells[place] < LEAST):
        reached = _reached(small, hidden - {small})
        if ("column", small[1]) in reached:
            continue
        between = [
            place
            for place in cells
            if place not in hidden
            and (("row", place[0]) in reached) != (("column", place[1]) in reached)
        ]
        return min(between, key=lambda place: _price(cells, place), default=None)
    return None


def _reached(small: Place, threads: set[Place]) -> set[tuple[str, str]]:
    """The corners to which one comes from the row of a cell."""
    reached, new = set[tuple[str, str]](), {("row", small[0])}
    while new:
        reached |= new
        ends = [(("row", row), ("column", column)) for row, column in threads]
        new = {b for a, b in ends if a in reached} | {a for a, b in ends if b in reached}
        new -= reached
    return reached


def _to_fill(
    cells: Mapping[Place, int], hidden: set[Place], lines: Sequence[Sequence[Place]]
) -> Place | None:
    """What else must be hidden so that all that is hidden in a line is five people or more."""
    for line in lines:
        *parts, total = line
        secret = [place for place in parts if place in hidden]
        if not secret or total in hidden or sum(cells[place] for place in secret) >= LEAST:
            continue
        with_people = [place for place in parts if place not in hidden and cells[place]]
        return min(with_people or [total], key=lambda place: _price(cells, place))
    return None


def _price(cells: Mapping[Place, int], place: Place) -> tuple[bool, int, Place]:
    """As little as possible is hidden, and what is empty last."""
    return cells[place] == 0, cells[place], place
