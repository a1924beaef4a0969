"""Used by beat: a letter that has gone holds an address and words that we need no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.utils.timezone import now

from testimonies.letters import statements
from testimonies.models.letter import Letter, State

#: As long as a signature may wait for its letter to be answered, and longer than any letter
#: takes to come back.
KEPT = timedelta(days=30)
#: One transaction each; nobody waits for it.
BATCH = 5_000


def forget_gone() -> int:
    """Erase letters that have gone, came back or were given up long ago. Returns how many.

    Idempotent. What waits, or is being sent once more, stays.
    """
    forgotten = 0
    while step := _forget_batch():
        forgotten += step
    return forgotten


def forget(letter_ids: Iterable[int]) -> int:
    """Erase these now, whether they have gone or wait; how many were.

    What is being sent at this moment stays, for whoever sends it writes down how it ended.
    """
    own = Letter.objects.filter(pk__in=letter_ids).exclude(state=State.SENDING)
    forgotten, _by_table = own.delete()
    return forgotten


def _forget_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute(statements.FORGET, {"before": now() - KEPT, "batch": BATCH})
        erased: int = cursor.rowcount
        return erased
