"""Who covers, and who sees what is covered."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Evidence, Redaction, SealedAnswers, Submission
from testimonies.models.evidence import FileRole
from testimonies.models.redaction import RedactionQuerySet
from testimonies.redactions import answers

OPEN_SEAL = "testimonies.open_seal"
DECIDE = ("testimonies.review_submission", "testimonies.second_review", "testimonies.assess_claim")
COVERED = {
    FileRole.ACCESS: FileRole.REDACTED,
    FileRole.THUMBNAIL: FileRole.REDACTED_THUMBNAIL,
}


def may_cover(user: User) -> bool:
    """Whoever reads to decide: they propose, and agree to what somebody else proposed."""
    return any(user.has_perm(permission) for permission in DECIDE)


def may_approve(user: User, redaction: Redaction) -> bool:
    is_another = redaction.proposed_by_id != user.pk
    return may_cover(user) and is_another and may_see(user, redaction)


def may_hear(user: User, case_id: int) -> bool:
    """Whoever says that nothing is to be covered in a sound decides about publishing, too.

    Where words under seal are covered it is whoever may open the seal.
    """
    decide = [OPEN_SEAL] if is_covered_under_seal(case_id) else DECIDE[:2]
    is_reader = any(user.has_perm(permission) for permission in decide)
    return is_reader and user.has_perm("testimonies.view_evidence")


def is_covered_under_seal(case_id: int) -> bool:
    return _covered_under_seal(case_id).exists()


def knows_what_is_covered(user: User, case_id: int) -> bool:
    """SECURITY: who has not read words under seal does not know whether a sound says them."""
    covered = _covered_under_seal(case_id).select_related("submission")
    return all(user.has_perm(OPEN_SEAL) and has_opened(user, each.submission) for each in covered)


def _covered_under_seal(case_id: int) -> RedactionQuerySet:
    standing = Redaction.objects.standing().filter(submission__case=case_id)
    return standing.filter(question=answers.SEALED)


def may_see(user: User, redaction: Redaction) -> bool:
    """Words under seal are shown, and decided about, only by those who may open it."""
    return not answers.is_sealed(redaction.question) or user.has_perm(OPEN_SEAL)


def must_see(user: User, submission: Submission, question: str) -> None:
    """SECURITY: the same where it is decided, whichever page somebody comes from.

    Nobody decides about words that they have not read: whoever reads them has given a reason.
    """
    if not answers.is_sealed(question):
        return
    if not user.has_perm(OPEN_SEAL):
        raise Refusal(_("Choose the answer in which the words stand."))
    if not has_opened(user, submission):
        raise Refusal(_("Open the seal first, and read what it is about."))


def has_opened(user: User, submission: Submission) -> bool:
    """Whether this person opened the seal, with a reason: custody says so."""
    sealed = SealedAnswers.objects.filter(submission=submission).values_list("uuid", flat=True)
    lines = CustodyEvent.objects.filter(
        subject_kind="sealedanswers", subject__in=[str(uuid) for uuid in sealed]
    )
    return lines.filter(event="seal.opened", by=user).exists()


def role_for(user: User, paper: Evidence, role: FileRole) -> FileRole:
    """Which copy this person is shown instead of the one that was asked for.

    Small pictures are always those of the covered copy. Whoever only reads, and does not decide,
    sees of a covered paper what everybody may see.
    """
    if role not in COVERED or not paper.redactions.standing().exists():
        return role
    return role if role == FileRole.ACCESS and may_cover(user) else COVERED[role]
