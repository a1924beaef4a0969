"""Which questions wait, since when, and what holds their reminders back."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from testimonies.models import Message, Submission
from testimonies.restraints import queries as restraints


def asked_before(moment: datetime) -> list[int]:
    """Submissions with a question that has waited since then; the longest first."""
    waits = Q(testimony__asked_at__lte=moment) | Q(claim__asked_at__lte=moment)
    found = Submission.objects.filter(waits, erased_at=None).order_by("pk")
    return list(found.values_list("pk", flat=True))


def asked_since(submission: Submission) -> datetime | None:
    """Empty as soon as it is answered or taken back."""
    thing = getattr(submission, "testimony", None) or getattr(submission, "claim", None)
    return thing.asked_at if thing else None


def is_held_back(submission: Submission) -> bool:
    """Suspended, on legal hold, or with consent taken back: then nobody is reminded."""
    if restraints.kinds(submission.case_id):
        return True
    return submission.consents.current().filter(withdrawn_at__isnull=False).exists()


def question_of(submission: Submission, asked_at: datetime) -> Message | None:
    said = submission.messages.filter(by__isnull=False, is_internal=False, at__gte=asked_at)
    return said.order_by("at", "id").first()
