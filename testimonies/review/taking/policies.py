"""Who may have a submission in hand, and who may decide while somebody has."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from testimonies.care import queries as care
from testimonies.errors import Refusal
from testimonies.models import QueueEntry, Submission
from testimonies.models.case import Kind
from testimonies.review.absence import queries as absences
from testimonies.templatetags.components import date_and_time

#: Whoever decides on testimonies or claims.
DECIDES = (
    "testimonies.review_submission", "testimonies.second_review", "testimonies.assess_claim",
)  # fmt: skip
#: Whoever decides on one of them.
ROLES = {
    Kind.TESTIMONY: {Role.MODERATOR, Role.SECOND_READER},
    Kind.CLAIM: {Role.MODERATOR, Role.ASSESSOR},
}


def may_take(user: User, _submission: Submission) -> bool:
    return any(user.has_perm(permission) for permission in DECIDES)


def may_be_given(user: User, submission: Submission) -> bool:
    is_here = not absences.away_today().filter(user=user).exists()
    is_visible = Submission.objects.visible_to(user).filter(pk=submission.pk).exists()
    is_able = user.is_active and not ROLES[Kind(submission.kind)].isdisjoint(user.roles)
    return is_able and is_here and is_visible and care.has_room(user)


def colleagues(submission: Submission) -> QuerySet[User]:
    """Those who are here and decide on such things."""
    roles = list(ROLES[Kind(submission.kind)])
    here = User.objects.filter(is_active=True, roles__overlap=roles)
    return here.exclude(pk__in=absences.away_today().values("user")).order_by("email")


def is_in_other_hands(user: User, submission: Submission) -> bool:
    entry = getattr(submission, "queued", None)
    return entry is not None and entry.assignee_id not in {None, user.pk}


def must_be_free_for(user: User, entry: QueueEntry) -> None:
    if entry.assignee is not None and entry.assignee_id != user.pk:
        raise Refusal(
            _("%(who)s has had this in hand since %(when)s. Take it over first, and say why.")
            % {"who": entry.assignee.email, "when": date_and_time(entry.assigned_at)}
        )
