from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from petitions.models.petition import Petition, PetitionTarget
from petitions.models.signature import Assurance


class SignatureCount(models.Model):
    """How many confirmed signatures of one kind a petition has. Written by one writer only."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="counts")
    assurance = models.CharField(max_length=14, choices=Assurance)
    country = models.CharField(max_length=2)
    total = models.IntegerField(default=0)
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "assurance", "country"], name="one_count_per_kind"
            ),
            models.CheckConstraint(name="count_is_not_negative", condition=Q(total__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.assurance} {self.country}"


class TargetCount(models.Model):
    """How many signatures of one kind go to one target of a petition, and whether they count."""

    target = models.ForeignKey(PetitionTarget, on_delete=models.PROTECT, related_name="counts")
    assurance = models.CharField(max_length=14, choices=Assurance)
    country = models.CharField(max_length=2)
    #: Under the target's own law; otherwise a declaration of support.
    is_valid = models.BooleanField()
    total = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target", "assurance", "country", "is_valid"],
                name="one_target_count_per_kind",
            ),
            models.CheckConstraint(name="target_count_is_not_negative", condition=Q(total__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.assurance} {self.country}"


class DayCount(models.Model):
    """How many of the signatures that count were confirmed on one day of the site's calendar."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    assurance = models.CharField(max_length=14, choices=Assurance)
    total = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "day", "assurance"], name="one_count_per_day"
            ),
            models.CheckConstraint(name="day_count_is_not_negative", condition=Q(total__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.day} {self.assurance}"
