"""How long a submission has been with us: while its submitter is asked, it stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from testimonies.models import Submission
from testimonies.models.claim import State
from testimonies.models.testimony import Workflow

OVER = frozenset(
    {
        Workflow.ACCEPTED, Workflow.DECLINED, Workflow.DUPLICATE, Workflow.WITHDRAWN,
        State.NOT_RECORDABLE, State.READY_FOR_BUNDLE, State.TRANSMITTED, State.RECEIVED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Clock:
    """Whole days."""

    with_us: int
    with_submitter: int
    #: We have asked, and nobody has answered yet.
    stands_still: bool


def of(submission: Submission, *, at: datetime) -> Clock | None:
    """None once the reading is over."""
    thing = getattr(submission, "testimony", None) or getattr(submission, "claim", None)
    if thing is None:
        return None
    state = thing.workflow if hasattr(thing, "workflow") else thing.state
    if state in OVER:
        return None
    asked: timedelta = thing.time_with_submitter
    if thing.asked_at is not None:
        asked += at - thing.asked_at
    return Clock(
        with_us=(at - submission.submitted_at - asked).days,
        with_submitter=asked.days,
        stands_still=thing.asked_at is not None,
    )
