"""A worker's way through a list. Killed at any moment, another one goes on from the last batch."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.db import transaction

from testimonies.custody import log as custody
from testimonies.evidence import keeping
from testimonies.lists import columns, confined, table_file
from testimonies.lists.actions import checking, importing, relating
from testimonies.lists.kinds import Problem
from testimonies.lists.tables import Read
from testimonies.models import ListEdition
from testimonies.models.imported import State


def work_on(edition_id: int) -> None:
    """Whatever its state asks, until it waits for a person; idempotent."""
    while True:
        edition = ListEdition.objects.select_related("source").get(pk=edition_id)
        step = STEPS.get(State(edition.state))
        if step is None or not step(edition):
            return


def sweep() -> None:
    """What a lost message or a killed worker has left."""
    for edition_id in list(ListEdition.objects.unfinished().values_list("pk", flat=True)):
        work_on(edition_id)


def read(edition: ListEdition) -> bool:
    """Write the rows in the one form; a child opens the file itself. False when overtaken."""
    with tempfile.TemporaryDirectory(prefix="list-") as folder:
        target = Path(folder) / "table"
        with keeping.at_hand(edition.original) as original:
            found = confined.read(original, target, edition.encoding, edition.sheet or 0)
        kept = ""
        if not found.problem:
            with target.open("rb") as file:
                kept = keeping.keep(file).path
    previous = edition.table
    entered = _enter(edition, found, kept)
    if unwanted := previous if entered else kept:
        keeping.forget(unwanted)
    return entered


@transaction.atomic
def _enter(seen: ListEdition, found: Read, kept: str) -> bool:
    edition = ListEdition.objects.lock(seen.pk)
    if edition.state != State.READING or _said(edition) != _said(seen):
        return False
    edition.must_allow(to := State.UNREADABLE if found.problem else State.READ)

    edition.state, edition.problem = to, Problem(found.problem) if found.problem else ""
    edition.kind, edition.encoding = found.kind, found.encoding or edition.encoding
    edition.table, edition.rows, edition.sheets = kept, found.rows, list(found.sheets)
    edition.columns = columns.recognise(table_file.headings(kept)) if kept else []
    edition.save()
    custody.record("list.read", edition, rows=found.rows, problem=found.problem)
    return True


def _said(edition: ListEdition) -> tuple[object, ...]:
    """What somebody has said of how it is to be read."""
    return edition.encoding, edition.sheet


STEPS = {
    State.READING: read,
    State.CHECKING: checking.check_rows,
    State.IMPORTING: importing.import_rows,
    State.RELATING: relating.relate_rows,
}
