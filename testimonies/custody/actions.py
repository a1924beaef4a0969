"""The one writer that chains the custody log, and the check that the chain is whole."""

from __future__ import annotations

from django.db import connection, transaction

from testimonies.custody.chain import START, link
from testimonies.models import CustodyEvent

#: One writer at a time, in the whole installation.
WRITER = 7_204_001
BATCH = 2_000


@transaction.atomic
def extend_chain() -> int:
    """Chain the lines that have committed since; idempotent. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WRITER])
        if not cursor.fetchone()[0]:
            return 0
    last = CustodyEvent.objects.exclude(position=None).order_by("-position").first()
    previous, position = (bytes(last.hash), last.position) if last and last.hash else (START, 0)
    waiting = list(CustodyEvent.objects.filter(position=None).order_by("id")[:BATCH])
    for event in waiting:
        position = (position or 0) + 1
        previous = link(previous, event, position)
        event.position, event.hash = position, previous
    CustodyEvent.objects.bulk_update(waiting, ["position", "hash"], batch_size=500)
    return len(waiting)
