"""Of whom somebody at the desk may say that they keep away from a case."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import PERMISSIONS, Role
from testimonies.review.taking.policies import DECIDES

#: Who may say so of themselves.
READS = "testimonies.view_submission"


def may_say_it_of_others(user: User) -> bool:
    """Whoever decides, or shares the work out. A reader takes nobody off a case."""
    return any(user.has_perm(each) for each in (*DECIDES, "testimonies.coordinate"))


def who_reads(*, besides: User) -> QuerySet[User]:
    """Everybody else who sees cases at all. Of the rest nothing has to be kept away."""
    roles = [role for role in Role if READS in PERMISSIONS[role]]
    colleagues = User.objects.filter(is_active=True, roles__overlap=roles)
    return colleagues.exclude(pk=besides.pk).order_by("email")
