"""Whether something that was decided can still be taken back, and what has happened since."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import sentences
from testimonies.models import (
    Claim,
    CustodyEvent,
    Evidence,
    OpenDecision,
    Redaction,
    Submission,
    Testimony,
)
from testimonies.review.undoing.rules import CHANGES_NOTHING
from testimonies.templatetags.components import date_and_time


def open_to(submission: Submission, user: User) -> OpenDecision | None:
    """What this person has decided about it just now."""
    decision = getattr(submission, "open_decision", None)
    return decision if decision is not None and decision.is_open_to(user) else None


def changes(submission: Submission) -> QuerySet[CustodyEvent]:
    """The lines of custody of everything that was done with it, or with its case."""
    belongs = Q(subject_kind="submission", subject=submission.reference)
    belongs |= Q(subject_kind="case", subject=str(submission.case.uuid))
    covered = Redaction.objects.filter(submission__case=submission.case_id)
    for kind, own in (
        ("testimony", Testimony.objects.filter(submission=submission).values_list("reference")),
        ("claim", Claim.objects.filter(submission=submission).values_list("reference")),
        ("evidence", Evidence.objects.filter(case=submission.case_id).values_list("uuid")),
        ("redaction", covered.values_list("uuid")),
    ):
        names = [str(name) for (name,) in own]
        if names:
            belongs |= Q(subject_kind=kind, subject__in=names)
    return CustodyEvent.objects.filter(belongs).exclude(event__in=CHANGES_NOTHING)


def why_too_late(submission: Submission, by: User) -> str:
    """Something was done here since; whoever asks is told what."""
    last = changes(submission).select_related("by").order_by("-id").first()
    if last is None:
        return _("Something has changed here in the meantime, so it cannot be taken back.")
    words = {"when": date_and_time(last.at), "what": sentences.of(last.event)}
    if last.by is None or last.by_id == by.pk:
        return (
            _("Something was done here since (%(when)s): %(what)s So it cannot be taken back.")
            % words
        )
    return _(
        "%(who)s has done something here since (%(when)s): %(what)s So it cannot be taken back."
    ) % {**words, "who": last.by.email}
