"""What somebody had in hand is free when they leave, or may not decide any more."""

from __future__ import annotations

from django.db import transaction

from accounts import actions as accounts
from accounts.models import User
from testimonies.custody import log as custody
from testimonies.models import Care, QueueEntry, Testimony
from testimonies.models.testimony import Workflow
from testimonies.review.taking.policies import DECIDES


@transaction.atomic
def dismiss(user: User, *, by: User) -> User:
    """They work here no more. What they did stays theirs; what they wished for themselves goes."""
    left = accounts.dismiss(user)
    Care.objects.filter(user=left).delete()
    give_back(left, by=by)
    custody.record("staff.left", left, by=by)
    return left


@transaction.atomic
def give_back(user: User, *, by: User) -> int:
    """Nobody waits for whoever cannot decide. Idempotent; returns how many became free.

    What they were reading first is read by somebody else; what they had accepted stays accepted.
    """
    if user.is_active and any(user.has_perm(permission) for permission in DECIDES):
        return 0
    reading = Testimony.objects.filter(
        first_reader=user, workflow__in=[Workflow.IN_REVIEW, Workflow.NEEDS_INFO]
    )
    for testimony in reading.order_by("pk").select_for_update(no_key=True, of=("self",)):
        testimony.first_reader = None
        testimony.save(update_fields=["first_reader"])
    held = QueueEntry.objects.filter(assignee=user).select_related("submission").order_by("pk")
    entries = list(held.select_for_update(no_key=True, of=("self",)))
    for entry in entries:
        entry.assignee, entry.assigned_at = None, None
        entry.save(update_fields=["assignee", "assigned_at"])
        custody.record("submission.given_back", entry.submission, by=by, of=str(user))
    return len(entries)
