"""Families: who is whose mother, father, wife or husband, once all rows of an edition are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from testimonies.custody import log as custody
from testimonies.lists import rules
from testimonies.lists.columns import Field
from testimonies.models import ListEdition, ListRow, PersonMention, Relationship
from testimonies.models.imported import State
from testimonies.models.person import Kin

BATCH = 500
Tie = tuple[ListRow, Kin, bytes]


def relate_rows(edition: ListEdition) -> bool:
    """False when another worker is at it. Lists that name no relatives are done at once."""
    if Field.RELATIVES in edition.columns:
        place = edition.columns.index(Field.RELATIVES)
        while rows := list(_rows_after(edition)[:BATCH]):
            if not _enter(edition, rows, place):
                return False
    return _end(edition)


def _rows_after(edition: ListEdition) -> QuerySet[ListRow]:
    rows = ListRow.objects.filter(edition=edition, number__gt=edition.position)
    return rows.select_related("mention").order_by("number")


@transaction.atomic
def _enter(seen: ListEdition, rows: Sequence[ListRow], place: int) -> bool:
    edition = ListEdition.objects.lock(seen.pk)
    if edition.state != State.RELATING or edition.position != seen.position:
        return False

    ties = [tie for row in rows for tie in _ties(row, place)]
    known = _mentions(edition, [whom for _row, _kin, whom in ties])
    Relationship.objects.bulk_create(
        (
            Relationship(of=row.mention, to_id=known[whom], kin=kin)
            for row, kin, whom in ties
            if whom in known and known[whom] != row.mention.pk
        ),
        ignore_conflicts=True,  # who is told to be two things to somebody is the first of them
    )
    related = {row.mention.pk for row, _kin, _whom in ties} | set(known.values())
    PersonMention.objects.filter(pk__in=related).update(sketched_at=None)  # they have kin now
    seen.position = edition.position = rows[-1].number
    edition.save(update_fields=["position"])
    return True


def _ties(row: ListRow, place: int) -> Iterator[Tie]:
    """`father=@I1@ mother=@I2@`, as the confined process has written them."""
    told = row.cells[place] if place < len(row.cells) else ""
    for each in told.split():
        kin, equals, code = each.partition("=")
        if equals and kin in Kin.values:
            yield row, Kin(kin), rules.identity_of(code)


def _mentions(edition: ListEdition, identities: Sequence[bytes]) -> dict[bytes, int]:
    found = PersonMention.objects.filter(
        row__source_id=edition.source_id,
        row__identity__in=identities,
        row__superseded_in=None,
    )
    return {bytes(whom): pk for whom, pk in found.values_list("row__identity", "pk")}


@transaction.atomic
def _end(seen: ListEdition) -> bool:
    edition = ListEdition.objects.lock(seen.pk)
    if edition.state != State.RELATING or edition.position != seen.position:
        return False

    edition.must_allow(State.IMPORTED)
    edition.state, edition.ended_at = State.IMPORTED, now()
    edition.save(update_fields=["state", "ended_at"])
    custody.record("list.imported", edition, taken=edition.taken, changed=edition.changed)
    return True
