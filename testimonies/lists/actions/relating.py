"""Families: who is whose mother, father, wife or husband, once all rows of an edition are in."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now

from testimonies.custody import log as custody
from testimonies.models import ListEdition
from testimonies.models.imported import State


def relate_rows(edition: ListEdition) -> bool:
    """False when another worker is at it."""
    return _end(edition.pk)


@transaction.atomic
def _end(edition_id: int) -> bool:
    edition = ListEdition.objects.lock(edition_id)
    if edition.state != State.RELATING:
        return False

    edition.must_allow(State.IMPORTED)
    edition.state, edition.ended_at = State.IMPORTED, now()
    edition.save(update_fields=["state", "ended_at"])
    custody.record("list.imported", edition, taken=edition.taken, changed=edition.changed)
    return True
