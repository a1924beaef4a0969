"""What somebody had in hand is free when they leave, or may not decide any more."""

from __future__ import annotations

from django.db import transaction

from accounts import actions as accounts
from accounts.models import User
from testimonies.custody import log as custody
from testimonies.models import Care, QueueEntry, Testimony
from testimonies.models.case import Kind
from testimonies.models.queue import WaitsFor
from testimonies.models.testimony import Workflow
from testimonies.review.taking.policies import DECIDES

READS, ASSESSES = "testimonies.review_submission", "testimonies.assess_claim"
#: By what the next step of a testimony is; of a claim it is always the same.
STEPS: dict[str, tuple[str, ...]] = {
    WaitsFor.FIRST: (READS,),
    WaitsFor.SECOND: (READS, "testimonies.second_review"),
    WaitsFor.ANSWER: (READS,),
    WaitsFor.PUBLICATION: ("testimonies.publish_testimony",),
}


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
    Whoever has another role from now on keeps what they can do the next step of.
    """
    reading = Testimony.objects.filter(
        first_reader=user, workflow__in=[Workflow.IN_REVIEW, Workflow.NEEDS_INFO]
    )
    if not user.has_perm(READS):
        for testimony in reading.order_by("pk").select_for_update(no_key=True, of=("self",)):
            testimony.first_reader = None
            testimony.save(update_fields=["first_reader"])
    held = QueueEntry.objects.filter(assignee=user).select_related("submission").order_by("pk")
    locked = held.select_for_update(no_key=True, of=("self",))
    entries = [entry for entry in locked if not _may_go_on(user, entry)]
    for entry in entries:
        entry.assignee, entry.assigned_at = None, None
        entry.save(update_fields=["assignee", "assigned_at"])
        custody.record("submission.given_back", entry.submission, by=by, of=str(user))
    return len(entries)


def _may_go_on(user: User, entry: QueueEntry) -> bool:
    steps = (READS, ASSESSES) if entry.kind == Kind.CLAIM else STEPS.get(entry.waits_for, DECIDES)
    return any(user.has_perm(permission) for permission in steps)
