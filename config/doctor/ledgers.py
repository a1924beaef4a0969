"""The ledgers: is every key known that signed them, and does somebody else stamp them?"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.timezone import now

from config.doctor.finding import Finding, well, wrong
from petitions.ledger import keys, queries, stamps
from petitions.ledger.stamps import STAMPED_WITHIN


def the_ledgers() -> Iterator[Finding]:
    forgotten = len(keys.forgotten())
    if forgotten:
        many = "key has" if forgotten == 1 else "keys have"
        named = "is named" if forgotten == 1 else "are named"
        yield wrong(
            "ledger",
            f"{forgotten} {many} signed checkpoints and {named} nowhere:"
            " manage.py ledger keys says what to add to PAST_CHECKPOINT_KEYS.",
        )
    waiting = queries.unstamped_since(now() - STAMPED_WITHIN) if stamps.services() else []
    if waiting:
        slugs = ", ".join(waiting)
        yield wrong("ledger", f"No timestamp service has stamped the ledger of: {slugs}.")
    if not (forgotten or waiting):
        yield well("ledger", "every key is known; manage.py ledger verify recomputes it")
