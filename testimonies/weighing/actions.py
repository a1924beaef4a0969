"""Readers say how well a testimony is supported; each finding is a row, the newest one counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.intake.transcribing import policies as transcribing
from testimonies.models import Evidence, Submission, Testimony, Weighing
from testimonies.models.custody import Actor
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.testimony import Verification, Workflow

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Finding:
    found: Verification
    why: str
    #: The reference of the testimony, or of its submission, that tells the same.
    other: str = ""
    #: The paper of the same case that shows it.
    paper: UUID | None = None


@transaction.atomic
def weigh(testimony_id: int, finding: Finding, *, by: User) -> Weighing:
    """Say how well a testimony is supported today, and why. Raises `Refusal`."""
    testimony = Testimony.objects.lock(testimony_id)
    if testimony.workflow == Workflow.WITHDRAWN:
        raise Refusal(_("It was taken back. Nobody weighs it any more."))
    transcribing.must_not_have_typed(by, testimony.submission)
    other, paper = None, None
    if finding.found == Verification.BY_TESTIMONY:
        other = _other(testimony, finding.other, by)
    if finding.found == Verification.BY_DOCUMENT:
        paper = _paper(testimony, finding.paper)

    weighing = Weighing.objects.create(
        testimony=testimony,
        found=finding.found,
        other=other,
        paper=paper,
        told={"why": finding.why},
        by=by,
    )
    return _count(weighing, testimony, by=by)


def leave(testimony: Testimony) -> int:
    """A testimony was taken back: what rests on it is as told again. Idempotent; how many."""
    resting = Testimony.objects.filter(weighings__other=testimony).exclude(pk=testimony.pk)
    ids = sorted(set(resting.values_list("pk", flat=True)))
    return sum(_let_go(pk, testimony) for pk in ids)


def _let_go(resting_id: int, gone: Testimony) -> int:
    resting = Testimony.objects.lock(resting_id)
    newest = resting.weighings.order_by("-pk").first()
    if newest is None or newest.other_id != gone.pk:
        return 0
    weighing = Weighing.objects.create(
        testimony=resting, found=Verification.UNVERIFIED, told={"why": ""}
    )
    _count(weighing, resting, by=None)
    return 1


def _count(weighing: Weighing, testimony: Testimony, *, by: User | None) -> Weighing:
    testimony.verification = weighing.found
    testimony.save(update_fields=["verification"])
    actor = Actor.STAFF if by else Actor.SYSTEM
    custody.record("testimony.weighed", testimony, by=by, actor=actor, found=weighing.found)
    return weighing


def _other(testimony: Testimony, reference: str, by: User) -> Testimony:
    typed = reference.strip().upper()
    seen = Submission.objects.visible_to(by)
    named = Testimony.objects.filter(submission__in=seen).select_related("submission")
    other = (
        named.filter(reference=typed).first() or named.filter(submission__reference=typed).first()
    )
    if other is None or other.workflow == Workflow.WITHDRAWN:
        raise Refusal(_("There is no testimony with this reference."))
    if other.submission.case_id == testimony.submission.case_id:
        raise Refusal(_("That one is from the same hand. Somebody else must tell the same."))
    return _stays(other)


def _stays(other: Testimony) -> Testimony:
    """Whoever takes it back now waits, and lets go of what rests on it afterwards.

    Nobody is waited for here: whoever takes it back already is waiting for us, perhaps.
    """
    free = Testimony.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    found = free.filter(pk=other.pk).exclude(workflow=Workflow.WITHDRAWN).first()
    if found is None:
        raise Refusal(_("Somebody is at work on that testimony just now. Try again in a moment."))
    return found


def _paper(testimony: Testimony, uuid: UUID | None) -> Evidence:
    kept = Evidence.objects.in_use().filter(case=testimony.submission.case_id)
    clean = kept.filter(files__role=FileRole.ORIGINAL, files__scan=Scan.CLEAN)
    paper = clean.filter(uuid=uuid).first() if uuid else None
    if paper is None:
        raise Refusal(_("Say which paper of this case shows it."))
    return paper
