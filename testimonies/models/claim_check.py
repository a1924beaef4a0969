from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.models.claim import Claim


class Point(models.TextChoices):
    """What a claim needs before it can be recorded. The database counts them too."""

    WHO = "who", _("Who claims is clear, and how to reach them")
    STANDING = "standing", _("In what capacity they claim is said, and shown where it must be")
    PERSON = "person", _("For whom it is claimed is clear")
    PERIODS = "periods", _("Of each period, beginning and end are told as far as anybody knows")
    LOSSES = "losses", _("Each loss is described")
    AMOUNTS = "amounts", _("Each amount says which money it is and how it was found")
    EARLIER = "earlier", _("It is said what was recognised, paid or refused before")
    PAPERS = "papers", _("Each paper can be read and belongs to what it is said to show")
    RECEIVERS = "receivers", _("It is said which institutions may have it")


class Answer(models.TextChoices):
    HERE = "here", _("It is here")
    MISSING = "missing", _("It is missing: ask")
    NOT_NEEDED = "not_needed", _("It is not needed here")


class ClaimPoint(models.Model):
    """One point of the check whether a claim is complete, as somebody ticked it last."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="points")
    point = models.CharField(max_length=9, choices=Point)
    answer = models.CharField(max_length=10, choices=Answer)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "point"], name="a_point_is_ticked_once")
        ]

    def __str__(self) -> str:
        return f"point {self.pk}"
