"""What of a case is its holder's, and what stays with whoever had it before.

What somebody told and allowed goes with the case; what they wrote to us, said on the telephone,
or were written, does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from testimonies.correspondence.reminders import queries as reminders
from testimonies.models import Case, Claim, CustodyEvent, Message, Submission, Testimony
from testimonies.models.claim import State
from testimonies.models.holder import CameBy
from testimonies.models.testimony import Workflow

#: A no that still stands is explained in the messages, and is for whoever has the case now.
NO = frozenset({Workflow.DECLINED, Workflow.DUPLICATE, State.NOT_RECORDABLE})
SAID_NO = ("testimony.declined", "testimony.told_before", "claim.not_recordable")
#: How lines of custody begin that tell of what passed between us and the holder of then.
BETWEEN_US = (
    "message.",
    "contact.",
    "data_request.",
    "draft.link_",
    "draft.warned",
    "transcription.letter_printed",
    "case.data_request",
    "case.vault_opened",
    *(f"case.{what}_" for what in ("call", "label", "letter")),  # and whatever befell them
)


def since(case: Case) -> datetime | None:
    """When the holder of now got it from somebody else; None for whoever began it."""
    came = case.holders.current().exclude(came_by=CameBy.FIRST)
    return came.values_list("began_at", flat=True).first()


def thread_of(case: Case) -> QuerySet[Message]:
    """What its holder reads, the oldest first: their own, what we ask, and why we said no."""
    said = case.messages.filter(is_internal=False).order_by("at", "id")
    began = since(case)
    if began is None:
        return said
    return said.filter(Q(at__gte=began) | Q(pk__in=list(_still_for_them(case, began))))


def stays_with_one_before(line: CustodyEvent, began: datetime) -> bool:
    """Letters to archives are not between us and anybody: they go on for the case.

    What ends because the case is handed over is written down a moment after it.
    """
    detail = line.detail
    if not line.event.startswith(BETWEEN_US) or detail.get("letter", "").startswith("archive_"):
        return False
    is_at_the_end = detail.get("letter") == "case_handed_over"
    return line.at < began or is_at_the_end or detail.get("reason") == "handed_over"


def _still_for_them(case: Case, began: datetime) -> Iterator[int]:
    for submission in case.submissions.select_related("testimony", "claim"):
        asked_at = reminders.asked_since(submission)
        found = (
            reminders.question_of(submission, asked_at)
            if asked_at is not None
            else _why_not(submission, began)
        )
        if found is not None:
            yield found.pk


def _why_not(submission: Submission, began: datetime) -> Message | None:
    """It was written in the act that said no, before its line of custody."""
    thing = getattr(submission, "testimony", None) or getattr(submission, "claim", None)
    if thing is None or _how_it_stands(thing) not in NO:
        return None
    lines = CustodyEvent.objects.filter(
        subject=thing.reference, event__in=SAID_NO, at__lt=began
    ).order_by("-id")
    line = lines.first()
    if line is None:
        return None
    said = submission.messages.filter(by=line.by, is_internal=False, at__lte=line.at)
    return said.order_by("-at", "-id").first()


def _how_it_stands(thing: Testimony | Claim) -> str:
    return thing.workflow if isinstance(thing, Testimony) else thing.state
