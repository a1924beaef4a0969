"""Who shares the work out, and into whose hands."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from testimonies.care import queries as care
from testimonies.models import ConflictOfInterest, Submission
from testimonies.review.taking import policies as taking

COORDINATE = "testimonies.coordinate"


def who_may_have(submission: Submission) -> QuerySet[User]:
    """Colleagues who are here, may see it, do not have it already, and have room.

    The same as `taking.may_be_given`, asked once for all of them.
    """
    away = ConflictOfInterest.objects.who_keep_away_from(submission.case_id)
    not_these = away | care.whose_hands_are_full() | {submission.queued.assignee_id}
    return taking.colleagues(submission).exclude(pk__in=[each for each in not_these if each])
