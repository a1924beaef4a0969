"""Whom a signer's page lets do what, and what its links are good for."""

from datetime import datetime, timedelta

from petitions.models.signature import State

#: What the token in a letter to another address is good for, with the nonce of that asking.
OTHER_ADDRESS = "other-address"
#: As long as a letter may lie unread.
ADDRESS_WITHIN = timedelta(days=7)
#: An answer to "Have I signed?" comes within seconds, or after an outage of a night.
ANSWERED_WITHIN = timedelta(days=1)
#: Its signer decides how it is shown and where letters go. Put aside looks like confirmed.
KEEPING = frozenset({State.CONFIRMED, State.QUARANTINED})
_SHOWN = 2


def link_purpose(nonce: str) -> str:
    """SECURITY: a link belongs to one asking, so that a mistyped address confirms no later one."""
    return f"{OTHER_ADDRESS}:{nonce}"


def is_good(asked_at: datetime, *, at: datetime) -> bool:
    return asked_at > at - ADDRESS_WITHIN


def masked(email: str) -> str:
    """Enough of an address for whose it is: `on…@example.org`."""
    local, _at, domain = email.rpartition("@")
    return f"{local[: min(_SHOWN, len(local) - 1)]}…@{domain}" if local else ""
