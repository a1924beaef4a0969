"""Of whom somebody at the desk may say that they keep away from a case."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import PERMISSIONS, Role

#: Who may say so, of others as of themselves.
READS = "testimonies.view_submission"


def who_reads(*, besides: User) -> QuerySet[User]:
    """Everybody else who sees cases at all. Of the rest nothing has to be kept away."""
    roles = [role for role in Role if READS in PERMISSIONS[role]]
    colleagues = User.objects.filter(is_active=True, roles__overlap=roles)
    return colleagues.exclude(pk=besides.pk).order_by("email")
