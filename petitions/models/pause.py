from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from testimonies.models import Institution


class PauseQuerySet(models.QuerySet["Pause"]):
    def open(self) -> PauseQuerySet:
        return self.filter(ended_at=None)


class Pause(models.Model):
    """A delivery, or everything to an institution, that is not sent until somebody resumes it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delivery = models.ForeignKey(
        "petitions.Delivery", null=True, on_delete=models.PROTECT, related_name="pauses"
    )
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="pauses"
    )
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(max_length=300, blank=True)

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
                name="resumed_means_by_whom_when_and_why",
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
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

    def __str__(self) -> str:
        return f"pause {self.pk}"
