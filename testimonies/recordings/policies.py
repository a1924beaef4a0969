"""Who writes what is said in recordings, and who lets it be heard outside."""

from __future__ import annotations

from accounts.models import User
from testimonies.models import Transcript
from testimonies.redactions import policies as redactions

WRITE = "testimonies.review_submission"
SECOND = "testimonies.second_review"


def may_read(user: User) -> bool:
    """Whoever decides, as everywhere where nothing is covered yet."""
    return redactions.may_cover(user) and user.has_perm("testimonies.view_evidence")


def may_write(user: User) -> bool:
    return may_read(user) and user.has_perm(WRITE)


def may_approve(user: User, transcript: Transcript) -> bool:
    """A second person, who has heard it too."""
    is_second = user.has_perm(WRITE) or user.has_perm(SECOND)
    return may_read(user) and is_second and transcript.proposed_by_id != user.pk


def may_take_back(user: User) -> bool:
    return may_read(user) and (user.has_perm(WRITE) or user.has_perm(SECOND))


def may_read_again(user: User) -> bool:
    """Whoever says that nothing more is to be covered would be heard on a public version, too."""
    return may_read(user) and (user.has_perm(WRITE) or user.has_perm(SECOND))
