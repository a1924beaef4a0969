"""The history of a case as plain data: ``atmintis-history/1``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from testimonies.custody import sentences
from testimonies.models import Case, CustodyEvent, Submission
from testimonies.recordings import records as recordings
from testimonies.review.court.queries import Chained

FORMAT = "atmintis-history/1"
#: How each hash is made; in English, since it is for whoever writes a program.
HOW = (
    "hash = SHA-256(bytes of 'before' + canonical JSON (RFC 8785) of"
    " {position, at, event, subject_kind, subject, by, actor, detail})"
)


def of(case: Case, lines: Sequence[Chained], *, head: str, at: datetime) -> dict[str, Any]:
    """Moments in UTC, hashes in hex. Of what anybody has told only what a recording says, with
    every wording that it had: who wrote it down, and when, is what a court asks.
    """
    return {
        "format": FORMAT,
        "made_at": _moment(at),
        "handed_in": [_handed_in(each) for each in case.submissions.order_by("pk")],
        "lines": [_line(each) for each in lines],
        "said": recordings.wordings_of(case),
        "indexes": recordings.indexes_of(case),
        "chain": {"head": head, "how": HOW},
    }


def who(event: CustodyEvent) -> str:
    return event.by.email if event.by else str(event.get_actor_display())


def _line(chained: Chained) -> dict[str, Any]:
    event = chained.event
    return {
        "position": event.position,
        "at": _moment(event.at),
        "event": event.event,
        "subject_kind": event.subject_kind,
        "subject": event.subject,
        "by": event.by_id,
        "actor": event.actor,
        "detail": event.detail,
        "sentence": str(sentences.of(event.event)),
        "who": who(event),
        "before": chained.before.hex(),
        "hash": bytes(event.hash or b"").hex(),
    }


def _handed_in(submission: Submission) -> dict[str, Any]:
    receipt = submission.receipt
    return {
        "reference": submission.reference,
        "kind": submission.kind,
        "channel": submission.channel,
        "at": _moment(submission.submitted_at),
        "receipt": {
            "digest": receipt.digest,
            "issued_at": _moment(receipt.issued_at),
            "key_id": receipt.key_id,
            "signature": bytes(receipt.signature).hex(),
        },
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
