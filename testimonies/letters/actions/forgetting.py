"""Used by beat: a letter that has gone holds an address and words that we need no more."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils.timezone import now

from testimonies.letters import statements

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


def _forget_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute(statements.FORGET, {"before": now() - KEPT, "batch": BATCH})
        erased: int = cursor.rowcount
        return erased
