"""Who covers, and who sees what is covered."""

from __future__ import annotations

from accounts.models import User
from testimonies.models import Evidence, Redaction
from testimonies.models.evidence import FileRole

DECIDE = ("testimonies.review_submission", "testimonies.second_review", "testimonies.assess_claim")
COVERED = {
    FileRole.ACCESS: FileRole.REDACTED,
    FileRole.THUMBNAIL: FileRole.REDACTED_THUMBNAIL,
}


def may_cover(user: User) -> bool:
    """Whoever reads to decide: they propose, and agree to what somebody else proposed."""
    return any(user.has_perm(permission) for permission in DECIDE)


def may_approve(user: User, redaction: Redaction) -> bool:
    return may_cover(user) and redaction.proposed_by_id != user.pk


def role_for(user: User, paper: Evidence, role: FileRole) -> FileRole:
    """Which copy this person is shown instead of the one that was asked for.

    Small pictures are always those of the covered copy. Whoever only reads, and does not decide,
    sees of a covered paper what everybody may see.
    """
    if role not in COVERED or not paper.redactions.standing().exists():
        return role
    return role if role == FileRole.ACCESS and may_cover(user) else COVERED[role]
