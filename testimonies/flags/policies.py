"""Who may doubt, and what an open doubt refuses."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.errors import Refusal
from testimonies.models import Flag


def may_doubt(user: User) -> bool:
    """Whoever reads in order to decide."""
    return any(
        user.has_perm(f"testimonies.{each}")
        for each in ("review_submission", "second_review", "assess_claim")
    )


def must_have_no_open_flag(submission_id: int) -> None:
    if Flag.objects.open().filter(submission=submission_id).exists():
        raise Refusal(_("A doubt about somebody who was never asked is open. Close it first."))
