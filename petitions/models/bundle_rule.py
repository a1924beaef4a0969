from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from petitions.models.petition import PetitionTarget


class RuleKind(models.TextChoices):
    TIMES = "times", _("At set times")
    THRESHOLD = "threshold", _("Once enough have signed")
    CLOSE = "close", _("When the petition has closed")


class BundleRule(models.Model):
    """When bundles for one target fall due. Each moment at which they do is a tick."""

    target = models.ForeignKey(
        PetitionTarget, on_delete=models.CASCADE, related_name="bundle_rules"
    )
    kind = models.CharField(max_length=10, choices=RuleKind)
    #: The times, in a time zone of their own; whether they are turned on is kept there.
    schedule = models.OneToOneField(
        PeriodicTask, null=True, on_delete=models.CASCADE, related_name="bundle_rule"
    )
    #: What would have been due earlier is not.
    since = models.DateTimeField(db_default=Now())
    #: When enough had signed, once that was noticed.
    reached_at = models.DateTimeField(null=True)
    #: The last tick that was seen to, with or without anything new.
    ticked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target", "kind"],
                condition=~Q(kind="times"),
                name="one_rule_of_a_kind_but_for_times",
            ),
            models.CheckConstraint(
                name="times_stand_in_a_schedule",
                condition=Q(kind="times", schedule__isnull=False)
                | (~Q(kind="times") & Q(schedule=None)),
            ),
            models.CheckConstraint(
                name="only_a_threshold_is_reached",
                condition=Q(kind="threshold") | Q(reached_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.pk}"
