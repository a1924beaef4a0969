"""Who of the staff keeps away from what. Used by whoever is concerned, and by administrators."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.claims import actions as claims
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import (
    Case,
    Claim,
    ConflictOfInterest,
    Person,
    QueueEntry,
    Submission,
    Testimony,
)
from testimonies.models.conflict import Tie
from testimonies.models.testimony import Workflow


@transaction.atomic
def declare(reference: str, tie: Tie, *, of: User, by: User) -> ConflictOfInterest:
    """From now on `of` sees nothing of it anywhere, and has nothing of it in hand. Idempotent.

    The reference is of a submission, and stands for its whole case; or of a person.
    """
    submission = Submission.objects.filter(reference=reference).select_related("case").first()
    person = None if submission else Person.objects.filter(reference=reference).first()
    if submission is None and person is None:
        raise Refusal(_("There is no case and no person of that reference."))

    told = {"case": submission.case if submission else None, "person": person}
    earlier = ConflictOfInterest.objects.open().filter(user=of, **told).first()
    if earlier is not None:
        return earlier
    conflict = ConflictOfInterest.objects.create(
        user=of, **told, named=reference, tie=tie, declared_by=by
    )
    for case in _cases(conflict):
        _step_aside(case, of)
    told_of: dict[str, Any] = {"of": str(of), "named": reference, "tie": tie.value}
    custody.record("conflict.declared", conflict, by=by, **told_of)
    return conflict


@transaction.atomic
def end(reference: str, *, of: User, by: User, reason: str) -> ConflictOfInterest:
    """They may see it again: it was the wrong reference, or another person."""
    own = ConflictOfInterest.objects.open().select_for_update(no_key=True, of=("self",))
    named = list(own.filter(user=of, named=reference).order_by("pk"))
    if not named:
        raise Refusal(_("They do not keep away from anything of that reference."))
    if of.pk == by.pk:
        raise Refusal(_("Somebody else must let you see it again."))

    told_of: dict[str, Any] = {"of": str(of), "named": reference, "reason": reason}
    for conflict in named:
        conflict.ended_at, conflict.ended_by = now(), by
        conflict.save(update_fields=["ended_at", "ended_by"])
        custody.record("conflict.ended", conflict, by=by, **told_of)
    return named[0]


def stand_by_case(case: Case) -> None:
    """In the transaction that takes it back: who kept away for a person keeps away as before.

    SECURITY: the desk still reads what was taken back, and the last letter of what is erased has
    a name and an address; its mentions are of nobody by then. It goes by the reference that was
    named, and ends with it.
    """
    about = ConflictOfInterest.objects.open().filter(
        person__assertions__ended_at=None,
        person__assertions__verdict__in=["same", "probably"],
        person__assertions__mention__submission__case=case,
    )
    named = ConflictOfInterest.objects.open().filter(case=case)
    away = set(named.values_list("user", flat=True))
    for conflict in about.distinct().select_related("user", "declared_by").order_by("pk"):
        if conflict.user_id in away:
            continue
        away.add(conflict.user_id)
        kept = ConflictOfInterest.objects.create(
            user=conflict.user,
            case=case,
            named=conflict.named,
            tie=conflict.tie,
            declared_by=conflict.declared_by,
        )
        told_of: dict[str, Any] = {"of": str(conflict.user), "named": conflict.named}
        custody.record("conflict.declared", kept, **told_of, tie=conflict.tie)


def _cases(conflict: ConflictOfInterest) -> set[int]:
    own = ConflictOfInterest.objects.filter(pk=conflict.pk)
    named, told = own.hidden_cases(conflict.user)
    return {*(row["case"] for row in named), *(next(iter(row.values())) for row in told)}


def _step_aside(case_id: int, user: User) -> None:
    """What they had in hand is free, and what they have read first is read by somebody else."""
    reading = Testimony.objects.filter(
        submission__case=case_id,
        first_reader=user,
        workflow__in=[Workflow.IN_REVIEW, Workflow.SECOND_REVIEW, Workflow.NEEDS_INFO],
    )
    for testimony in reading.select_for_update(no_key=True, of=("self",)):
        testimony.first_reader = None
        if testimony.workflow == Workflow.SECOND_REVIEW:
            testimony.workflow = Workflow.IN_REVIEW
        testimony.save(update_fields=["first_reader", "workflow"])
    assessed = Claim.objects.filter(submission__case=case_id, first_assessor=user)
    for claim_id in assessed.order_by("pk").values_list("pk", flat=True):
        claims.assess_anew(claim_id, kept_away=user)
    QueueEntry.objects.filter(case=case_id, assignee=user).update(assignee=None, assigned_at=None)
