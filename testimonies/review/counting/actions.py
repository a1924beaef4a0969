"""Used by a worker every two minutes: what a long queue holds is written down."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.timezone import now

from testimonies.models import QueueEntry, QueueTally
from testimonies.review.counting.queries import COUNTED_AT_ONCE, cells_of, total

#: One counter at a time, in the whole installation.
COUNTER = 7_204_004


@transaction.atomic
def recount() -> int:
    """Idempotent. A short queue needs no tally; returns how many entries there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [COUNTER])
        if not cursor.fetchone()[0]:
            return 0
    cells = [cell for cell in cells_of(QueueEntry.objects.all()) if cell.assignee is None]
    many = total(cells)
    QueueTally.objects.all().delete()
    if many > COUNTED_AT_ONCE:
        at = now()
        QueueTally.objects.bulk_create(
            QueueTally(
                kind=cell.kind,
                language=cell.language,
                country=cell.country,
                state=cell.state,
                waits_for=cell.waits_for,
                is_changed=cell.is_changed,
                is_ours=cell.is_ours,
                is_suspended=cell.is_suspended,
                is_held=cell.is_held,
                is_doubted=cell.is_doubted,
                age=cell.age,
                many=cell.many,
                counted_at=at,
            )
            for cell in cells
        )
    return many
