"""The dry run: one line of the report for each row, in batches. No row is taken by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from testimonies.custody import log as custody
from testimonies.lists import at_once, rules, table_file
from testimonies.lists.columns import Field
from testimonies.lists.rules import RowRefused, Told
from testimonies.lists.table_file import Record
from testimonies.models import ListEdition, ListLine, ListRow
from testimonies.models.imported import Outcome, State

BATCH = 1_000
STANDING = (
    "SELECT digest FROM testimonies_listrow"
    " WHERE source_id = %s AND identity = key AND superseded_in_id IS NULL"
)
Judged = tuple[Record, Told | RowRefused]


def check_rows(edition: ListEdition) -> bool:
    """False when another worker is at it."""
    position, today, places = edition.position, localdate(), _Places(edition)
    for batch in table_file.batches(edition.table, after=position, size=BATCH):
        judged = _judge(edition.columns, batch, today)
        if not _enter(edition.pk, position, judged, places):
            return False
        position += len(batch)
    return _end(edition.pk, position)


def _judge(columns: Sequence[str], batch: Sequence[Record], today: date) -> list[Judged]:
    """The reasons stand in the report in English, and are translated for whoever reads it."""
    with translation.override("en"):
        return list(_judged(columns, batch, today))


def _judged(columns: Sequence[str], batch: Sequence[Record], today: date) -> Iterator[Judged]:
    for record in batch:
        try:
            yield record, rules.read(columns, record.cells, today=today)
        except RowRefused as no:
            yield record, no


@transaction.atomic
def _enter(edition_id: int, position: int, judged: Sequence[Judged], places: _Places) -> bool:
    edition = ListEdition.objects.lock(edition_id)
    if edition.state != State.CHECKING or edition.position != position:
        return False

    lines = at_once.write(list(_lines(edition, judged, places)))
    counted = Counter(line.outcome for line in lines)
    for outcome in Outcome:
        setattr(edition, outcome, getattr(edition, outcome) + counted[outcome])
    edition.position = position + len(judged)
    edition.save(update_fields=["position", *Outcome.values])
    return True


def _lines(edition: ListEdition, judged: Sequence[Judged], places: _Places) -> Iterator[ListLine]:
    lines = [_line(edition, record, said, places) for record, said in judged]
    standing = _standing(edition, [bytes(line.identity) for line in lines if line.identity])
    changed: dict[bytes, tuple[ListLine, Told]] = {}
    for line, (_record, said) in zip(lines, judged, strict=True):
        if line.outcome == Outcome.REFUSED or isinstance(said, RowRefused):
            continue
        identity = bytes(line.identity or b"")
        line.outcome = _outcome(standing.get(identity), line.digest)
        if line.outcome == Outcome.CHANGED:
            changed[identity] = line, said
    _say_what_changed(edition, changed)
    yield from lines


def _say_what_changed(
    edition: ListEdition, changed: Mapping[bytes, tuple[ListLine, Told]]
) -> None:
    rows = ListRow.objects.filter(source_id=edition.source_id, superseded_in=None)
    for row in rows.filter(identity__in=list(changed)).select_related("edition"):
        line, now = changed[bytes(row.identity)]
        line.otherwise = ",".join(rules.otherwise(row.edition.columns, row.cells, now))


def _line(
    edition: ListEdition, record: Record, said: Told | RowRefused, places: _Places
) -> ListLine:
    line = ListLine(edition=edition, number=record.number, outcome=Outcome.REFUSED)
    if isinstance(said, RowRefused):
        line.field, line.reason = said.field, said.reason
        return line
    nth = places.next_of(said.whom)
    if nth and said.text(Field.NUMBER):
        line.field, line.reason = Field.NUMBER, rules.SAME_NUMBER
        return line
    line.outcome, line.whom, line.digest = Outcome.TAKEN, said.whom, said.digest
    line.identity = rules.at_place(said.whom, nth)
    return line


class _Places:
    """How many rows before one tell of somebody of the same number, or name and birth.

    Kept for a whole pass, some 100 bytes a row: asked of the database batch by batch, the planner
    reads all lines of the edition, as nobody has counted them yet, and each batch takes longer.
    """

    def __init__(self, edition: ListEdition) -> None:
        told = edition.lines.exclude(whom=None).values_list("whom", flat=True)
        self.many = Counter(bytes(whom or b"") for whom in told.iterator(chunk_size=10_000))

    def next_of(self, whom: bytes) -> int:
        nth = self.many[whom]
        self.many[whom] += 1
        return nth


def _standing(edition: ListEdition, identities: Sequence[bytes]) -> dict[bytes, bytes]:
    found = at_once.ask_of_each(identities, STANDING, edition.source_id)
    return {identity: bytes(digest) for identity, digest in found.items()}


def _outcome(standing: bytes | None, digest: bytes | memoryview | None) -> Outcome:
    if standing is None:
        return Outcome.TAKEN
    return Outcome.UNCHANGED if standing == digest else Outcome.CHANGED


@transaction.atomic
def _end(edition_id: int, position: int) -> bool:
    edition = ListEdition.objects.lock(edition_id)
    if edition.state != State.CHECKING or edition.position != position:
        return False

    edition.must_allow(State.CHECKED)
    standing = ListRow.objects.filter(source_id=edition.source_id, superseded_in=None).count()
    edition.state, edition.gone = State.CHECKED, standing - edition.unchanged - edition.changed
    edition.save(update_fields=["state", "gone"])
    counts = {outcome.value: getattr(edition, outcome) for outcome in Outcome}
    custody.record("list.checked", edition, gone=edition.gone, **counts)
    return True
