"""What is hashed for one entry. It is never published: the ledger shows hashes and sizes alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import rfc8785

from petitions.ledger import merkle

VERSION = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """`text_digest` is hexadecimal, `commitment` 32 bytes, and the first `index` is 0."""

    petition: str
    text_digest: str
    index: int
    event: str
    assurance: str
    country: str
    day: date
    commitment: bytes

    def canonical(self) -> bytes:
        """Canonical JSON (RFC 8785)."""
        told: bytes = rfc8785.dumps(
            {
                "v": VERSION,
                "petition": self.petition,
                "text_digest": self.text_digest,
                "index": self.index,
                "event": self.event,
                "assurance": self.assurance,
                "country": self.country,
                "day": self.day.isoformat(),
                "commitment": self.commitment.hex(),
            }
        )
        return told

    def hash(self) -> bytes:
        """SHA-256 over a zero byte and the canonical JSON."""
        return merkle.leaf_hash(self.canonical())
