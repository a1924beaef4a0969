"""What the custody log says."""

from __future__ import annotations

from dataclasses import dataclass

from testimonies.custody.chain import START, link
from testimonies.models import CustodyEvent


@dataclass(frozen=True)
class ChainVerdict:
    """How far the chain is whole; `broken_at` is the first line that does not fit."""

    lines: int
    head: str
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def verify_chain() -> ChainVerdict:
    """Recompute every hash from the rows. Constant memory."""
    previous, position = START, 0
    chained = CustodyEvent.objects.exclude(position=None).order_by("position")
    for event in chained.iterator(chunk_size=2_000):
        expected = link(previous, event, position + 1)
        if event.position != position + 1 or bytes(event.hash or b"") != expected:
            return ChainVerdict(position, previous.hex(), position + 1)
        previous, position = expected, position + 1
    return ChainVerdict(position, previous.hex(), None)


def chain_head() -> str:
    """The hash (hex) of the newest chained line; bundles carry it."""
    last = CustodyEvent.objects.exclude(position=None).order_by("-position").first()
    return bytes(last.hash).hex() if last and last.hash else START.hex()


def is_head(digest: str) -> bool:
    """Whether the chain ever had this head (hex): bundles carry the head of their day."""
    try:
        wanted = bytes.fromhex(digest)
    except ValueError:
        return False
    return wanted == START or CustodyEvent.objects.filter(hash=wanted).exists()


def not_chained() -> int:
    """Lines that the one writer has not come to yet; a few seconds' worth."""
    return CustodyEvent.objects.filter(position=None).count()
