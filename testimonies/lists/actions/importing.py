"""What the report says is taken: rows as they were told, and the mentions that they tell of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from testimonies.custody import log as custody
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.lists import at_once, rules, table_file
from testimonies.lists.columns import Field
from testimonies.lists.rules import Told
from testimonies.lists.table_file import Record
from testimonies.models import (
    ListEdition,
    ListLine,
    ListRow,
    NameForm,
    PersonMention,
    RepressionEpisode,
)
from testimonies.models.episode import EpisodeType, Proof
from testimonies.models.imported import Outcome, State

BATCH = 1_000
#: What is told of a person beside their name, and under which key a mention keeps it.
TOLD = {
    "birth_place": Field.BIRTH_PLACE,
    "sex": Field.SEX,
    "nationality": Field.NATIONALITY,
    "occupation": Field.OCCUPATION,
    "label": Field.LABEL,
    "death_place": Field.DEATH_PLACE,
    "death_cause": Field.DEATH_CAUSE,
    "place": Field.HOME,
    "note": Field.NOTE,
    "archive": Field.ARCHIVE,
}


@dataclass(frozen=True)
class Coming:
    """A row that is taken now, and what it tells."""

    row: ListRow
    told: Told


def import_rows(edition: ListEdition) -> bool:
    """False when another worker is at it."""
    position = edition.position
    for batch in table_file.batches(edition.table, after=position, size=BATCH):
        if not _enter(edition.pk, position, batch):
            return False
        position += len(batch)
    return _end(edition.pk, position)


@transaction.atomic
def _enter(edition_id: int, position: int, batch: Sequence[Record]) -> bool:
    """One batch, once: rows, mentions, names, periods, and how far it has come, together."""
    edition = ListEdition.objects.select_related("source").lock(edition_id)
    if edition.state != State.IMPORTING or edition.position != position:
        return False

    coming = _coming(edition, batch)
    at_once.write([each.row for each in coming])
    _tell(edition, coming)
    edition.position = position + len(batch)
    edition.save(update_fields=["position"])
    return True


def _coming(edition: ListEdition, batch: Sequence[Record]) -> list[Coming]:
    lines = edition.lines.filter(
        number__range=(batch[0].number, batch[-1].number),
        outcome__in=[Outcome.TAKEN, Outcome.CHANGED],
    )
    wanted = {line.number: line for line in lines}
    changed = [line for line in wanted.values() if line.outcome == Outcome.CHANGED]
    versions = _supersede(edition, [line.identity for line in changed]) if changed else {}
    with translation.override("en"):
        return [
            _row(edition, record, wanted[record.number], versions)
            for record in batch
            if record.number in wanted
        ]


def _supersede(edition: ListEdition, identities: Sequence[Any]) -> dict[bytes, int]:
    """The versions that stood until now, by whom they tell of."""
    standing = ListRow.objects.filter(
        source_id=edition.source_id, identity__in=identities, superseded_in=None
    )
    found = standing.values_list("identity", "version")
    versions = {bytes(whom): version for whom, version in found}
    standing.update(superseded_in=edition)
    return versions


def _row(
    edition: ListEdition, record: Record, line: ListLine, versions: dict[bytes, int]
) -> Coming:
    identity = bytes(line.identity or b"")
    row = ListRow(
        source_id=edition.source_id,
        edition=edition,
        number=record.number,
        identity=identity,
        digest=line.digest,
        version=versions.get(identity, 0) + 1,
        cells=record.cells,
    )
    told = rules.read(edition.columns, record.cells, today=localdate())
    row.says_died = told.says_died
    return Coming(row, told)


def _tell(edition: ListEdition, coming: Sequence[Coming]) -> None:
    role, episode = edition.source.role, edition.source.episode
    mentions = at_once.write([_mention(each, role) for each in coming])
    together = list(zip(mentions, (each.told for each in coming), strict=True))
    at_once.write(
        [
            NameForm(mention=mention, type=kind, written=written)
            for mention, told in together
            for kind, written in told.names()
        ]
    )
    at_once.write(list(_periods(together, episode)))


def _mention(each: Coming, role: str) -> PersonMention:
    birth, death = each.told.date(Field.BORN), each.told.date(Field.DIED)
    told = {key: each.told.text(field) for key, field in TOLD.items()}
    told |= {"birth": birth.as_told, "death": death.as_told}
    return PersonMention(
        row=each.row,
        role=role,
        told={key: words for key, words in told.items() if words},
        **_day("birth", birth),
        **_day("death", death),
    )


def _periods(
    together: Sequence[tuple[PersonMention, Told]], episode: str
) -> Iterator[RepressionEpisode]:
    for mention, told in together:
        if not told.has_period and not episode:
            continue
        start, end = told.date(Field.TAKEN), told.date(Field.FREED)
        words = {
            "from": told.text(Field.HOME),
            "to": told.text(Field.SENT_TO),
            "status": told.text(Field.STATUS),
            "start_told": start.as_told,
            "end_told": end.as_told,
        }
        yield RepressionEpisode(
            mention=mention,
            type=episode or EpisodeType.OTHER,
            **_day("start", start),
            **_day("end", end),
            start_proof=Proof.ARCHIVE,
            end_proof=Proof.NONE,
            told={key: said for key, said in words.items() if said},
        )


def _day(end: str, when: FuzzyDate) -> dict[str, Any]:
    return {
        f"{end}_edtf": when.edtf,
        f"{end}_earliest": when.earliest,
        f"{end}_latest": when.latest,
    }


@transaction.atomic
def _end(edition_id: int, position: int) -> bool:
    edition = ListEdition.objects.lock(edition_id)
    if edition.state != State.IMPORTING or edition.position != position:
        return False

    edition.must_allow(State.RELATING)
    edition.state, edition.position = State.RELATING, 0
    edition.save(update_fields=["state", "position"])
    custody.record("list.rows_taken", edition, taken=edition.taken, changed=edition.changed)
    return True
