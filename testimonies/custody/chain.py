"""The hash of one line of the custody log: SHA-256 over the previous hash and canonical JSON."""

import hashlib
from datetime import UTC

import rfc8785

from testimonies.models.custody import CustodyEvent

START = bytes(32)


def link(previous: bytes, event: CustodyEvent, position: int) -> bytes:
    """The 32-byte hash of the line that stands at `position` after `previous`."""
    line = {
        "position": position,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "event": event.event,
        "subject_kind": event.subject_kind,
        "subject": event.subject,
        "by": event.by_id,
        "actor": event.actor,
        "detail": event.detail,
    }
    return hashlib.sha256(previous + rfc8785.dumps(line)).digest()
