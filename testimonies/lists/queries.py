"""The row report and the first rows of a list, for whoever decides about it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.lists import rules, table_file
from testimonies.lists.columns import label_of
from testimonies.models import ListEdition, ListLine, ListRow, PersonMention
from testimonies.models.imported import Outcome

PAGE = 100
FIRST_ROWS = 5
#: SECURITY: a spreadsheet takes a cell that begins so for a formula.
FORMULA_STARTS = frozenset("=+-@\t\r")


@dataclass(frozen=True)
class Line:
    """One line of the report; `cell` is what was refused, where one cell was."""

    number: int
    outcome: str
    #: The column of that cell, or those in which the row has changed.
    field: str
    reason: str
    cell: str


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    #: The number after which the next page begins; None on the last one.
    next_after: int | None


def page(
    edition: ListEdition, *, reader: User | None = None, outcome: str = "", after: int = 0
) -> Page:
    lines = _seen(edition, reader).filter(number__gt=after).order_by("number")
    if outcome in Outcome.values:
        lines = lines.filter(outcome=outcome)
    found = list(lines[: PAGE + 1])
    more = found[PAGE - 1].number if len(found) > PAGE else None
    return Page([_line(each, "") for each in found[:PAGE]], more)


def as_csv(edition: ListEdition, *, reader: User | None = None) -> Iterator[str]:
    """The whole report with the refused cells, as CSV in UTF-8 with a mark, a line at a time."""
    writer = csv.writer(_Echo())
    heads = (_("Row"), _("What comes of it"), _("Column"), _("Why"), _("What stands there"))
    yield "\ufeff" + writer.writerow(heads)
    for line in _with_cells(edition, reader):
        told = (line.outcome, line.field, line.reason, line.cell)
        yield writer.writerow([line.number, *(safe_cell(words) for words in told)])


def safe_cell(words: str) -> str:
    return f"'{words}" if words[:1] in FORMULA_STARTS else words


def first_rows(edition: ListEdition) -> list[tuple[str, list[str]]]:
    """Each column's heading, and what stands in it in the first rows."""
    if not edition.table:
        return []
    rows = [record.cells for record in islice(table_file.records(edition.table), FIRST_ROWS)]
    return [
        (heading, [row[place][:60] if place < len(row) else "" for row in rows])
        for place, heading in enumerate(table_file.headings(edition.table))
    ]


def may_be_living(edition: ListEdition) -> int:
    """How many people of this edition may be living today; they are protected by that alone.

    Not told to be dead, and born later than 110 years ago, or nobody knows when.
    """
    first_year = localdate().year - rules.LONGEST_LIFE
    born = Q(mention__birth_latest=None) | Q(mention__birth_latest__year__gt=first_year)
    standing = ListRow.objects.filter(edition=edition, superseded_in=None, says_died=False)
    return standing.filter(born).count()


def _seen(edition: ListEdition, reader: User | None) -> QuerySet[ListLine]:
    """Without the rows that tell of somebody from whom they keep away."""
    if reader is None:
        return edition.lines.all()
    hidden = PersonMention.objects.hidden_from(reader).filter(row__source=edition.source_id)
    # Looked up first: they are few, and a list is long.
    whom = list(hidden.values_list("row__identity", flat=True))
    return edition.lines.exclude(identity__in=whom) if whom else edition.lines.all()


def _with_cells(edition: ListEdition, reader: User | None) -> Iterator[Line]:
    """Both are in the order of the rows, so that neither is held whole."""
    records = table_file.records(edition.table)
    for line in _seen(edition, reader).order_by("number").iterator(chunk_size=2_000):
        if line.outcome != Outcome.REFUSED or not line.field:
            yield _line(line, "")
            continue
        record = next(each for each in records if each.number == line.number)
        yield _line(line, _cell(edition.columns, record.cells, line.field))


def _cell(columns: Iterable[str], cells: list[str], field: str) -> str:
    place = list(columns).index(field)
    return cells[place][:200] if place < len(cells) else ""


def _line(line: ListLine, cell: str) -> Line:
    return Line(
        number=line.number,
        outcome=line.get_outcome_display(),
        field=", ".join(filter(None, map(label_of, (line.field or line.otherwise).split(",")))),
        reason=rules.in_words(line.reason),
        cell=cell,
    )


class _Echo:
    """What csv writes to; it gives back what it was given."""

    def write(self, text: str) -> str:
        return text
