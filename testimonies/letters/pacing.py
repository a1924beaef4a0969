"""How many letters one domain gets, and how long it rests when its server does not keep up.

Every number with its reason. Counted from the rows of what has gone, so nothing is lost with a
process, and by a keyed hash of the domain, since the rows do not say to whom a letter goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from testimonies.models.letter import Priority
from testimonies.privacy import vault


@dataclass(frozen=True)
class Lane:
    """Letters that go out together, beside those of other lanes: `first` to `last` priority.

    At most `letters` to one domain in `window`; `batch` are taken at a time.
    """

    name: str
    first: Priority
    last: Priority
    letters: int
    window: timedelta
    batch: int


#: An evening after a broadcast: the big mailbox providers take ten a second from one sender, and
#: half a country has its mail with one of them. Nobody waits longer than a minute for this.
AWAITED = Lane(
    "awaited",
    Priority.CONFIRM,
    Priority.RECEIPT,
    letters=600,
    window=timedelta(minutes=1),
    batch=50,
)
#: News may take the night. Whoever comes in bursts is put on hold, and the confirmations with it.
#: Small batches, so that the kill switch is felt at once.
BULK = Lane(
    "bulk", Priority.BULK, Priority.BULK, letters=60, window=timedelta(minutes=1), batch=10
)

#: Of what is due, so many are looked at to fill a batch: enough for many domains, quick to sort.
SIGHT = 500
#: A domain that refuses for now has told us to come back; every letter there would hear the same.
REFUSED = timedelta(seconds=60)
#: What takes longer than this is slow: others would wait meanwhile.
SLOW = timedelta(seconds=3)
#: A slow domain gets a third of the sender's time at most.
REST_AFTER_SLOW = 2
#: No letter takes so long that its domain would rest longer: three minutes, twice.
LONGEST_REST = timedelta(minutes=10)
#: A run survives one broken line; two domains in a row are no coincidence: the server is gone.
BROKEN_LINES = 2

KEY = 16


def domain_key(address: str) -> bytes:
    domain = address.rpartition("@")[2].strip().lower()
    return vault.keyed("letter-domain", domain.encode())[:KEY]


def rest_after(taken: timedelta) -> timedelta | None:
    """How long a domain rests that took so long for one letter."""
    return taken * REST_AFTER_SLOW if taken > SLOW else None
