"""Who shares the work out, and into whose hands."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from testimonies.models import Submission
from testimonies.review.taking import policies as taking

COORDINATE = "testimonies.coordinate"


def who_may_have(submission: Submission) -> QuerySet[User]:
    """Colleagues who are here, may see it, do not have it already, and have room."""
    fits = [
        user.pk
        for user in taking.colleagues()
        if user.pk != submission.queued.assignee_id and taking.may_be_given(user, submission)
    ]
    return User.objects.filter(pk__in=fits).order_by("email")
