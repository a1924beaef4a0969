"""Who may hold a case back, and what a case that is held back refuses."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.errors import Refusal
from testimonies.models import Restraint


def may_restrain(user: User) -> bool:
    """Whoever decides about testimonies or claims."""
    return user.has_perm("testimonies.review_submission") or user.has_perm(
        "testimonies.assess_claim"
    )


def must_go_on(case_id: int) -> None:
    """No decision is taken about a case that is suspended. Withdrawing is always possible."""
    if Restraint.objects.suspensions().filter(case=case_id).exists():
        raise Refusal(_("This case is suspended. End the suspension first."))


def must_not_be_held(case_id: int) -> None:
    """Nothing of a case on legal hold is erased."""
    if Restraint.objects.holds().filter(case=case_id).exists():
        raise Refusal(_("This must be kept for now, by law."))
