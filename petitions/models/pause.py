from __future__ import annotations

from django.db import models
from django.db.models import Q

from petitions.models.until_ended import ENDED_BY_SOMEBODY, UntilEnded, UntilEndedQuerySet
from testimonies.models import Institution


class PauseQuerySet(UntilEndedQuerySet["Pause"]):
    """Pauses, ended ones among them."""


class Pause(UntilEnded):
    """A delivery, or everything to an institution, that is not sent until somebody resumes it."""

    delivery = models.ForeignKey(
        "petitions.Delivery", null=True, on_delete=models.PROTECT, related_name="pauses"
    )
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="pauses"
    )

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_pause_is_of_one_thing",
                condition=Q(delivery=None, institution__isnull=False)
                | Q(delivery__isnull=False, institution=None),
            ),
            models.CheckConstraint(name="a_pause_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="resumed_means_by_whom_when_and_why", condition=ENDED_BY_SOMEBODY
            ),
            models.UniqueConstraint(
                fields=["delivery"],
                condition=Q(ended_at=None),
                name="one_open_pause_of_a_delivery",
            ),
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(ended_at=None),
                name="one_open_pause_of_an_institution",
            ),
        ]
