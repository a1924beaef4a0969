"""Timestamps (RFC 3161) under checkpoints: somebody else's word for when a ledger stood so.

A tree holds all that came before, so a stamp now and then is enough. A rewritten ledger would
need the clock and the key of the timestamp service, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from asn1crypto import cms, tsp
from cryptography import x509
from django.conf import settings

from petitions.bundles import timestamp
from petitions.bundles.chain import leads_to_trust
from petitions.bundles.timestamp import BadTimestamp, Timestamp
from petitions.models import Checkpoint, CheckpointStamp

#: Somebody is told when a ledger has waited longer: that is three turns without an answer.
STAMPED_WITHIN = timedelta(hours=3)
#: How far the clock of a service and ours may differ.
CLOCKS = timedelta(minutes=5)


def services() -> tuple[str, ...]:
    """Where to ask, in this order; none when no timestamp service is set up."""
    return tuple(settings.TSA_URL.split())


def fetch(note: str) -> tuple[bytes, datetime]:
    """A token over a checkpoint, and its time. Raises `AuthorityFailed` within some seconds."""
    token = timestamp.fetch(_digest(note), services())
    return token, timestamp.check(token, _digest(note)).at


def answer(token: bytes) -> bytes:
    """The token as a service's whole answer, as `openssl ts -verify -in` reads it."""
    told: bytes = tsp.TimeStampResp(
        {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(token)}
    ).dump()
    return told


def check(
    checkpoint: Checkpoint, stamp: CheckpointStamp, roots: Sequence[x509.Certificate]
) -> str:
    """What is wrong with it, in words that follow its name; nothing when it holds.

    Without `roots` it is not asked whom its service belongs to.
    """
    try:
        found = timestamp.check(bytes(stamp.token), _digest(checkpoint.note))
    except BadTimestamp:
        return "does not hold"
    if found.at != stamp.stamped_at:
        return "says another time than its row"
    if found.at < checkpoint.at - CLOCKS:
        return "is older than what it stamps"
    if roots and not _is_trusted(found, roots):
        return "does not lead to a certificate that you trust"
    return ""


def _is_trusted(found: Timestamp, roots: Sequence[x509.Certificate]) -> bool:
    return leads_to_trust(found.by, found.issuers, roots, at=found.at)


def _digest(note: str) -> bytes:
    return sha256(note.encode()).digest()
