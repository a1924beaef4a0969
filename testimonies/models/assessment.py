from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.models.claim import Claim
from testimonies.privacy.encrypted_field import EncryptedField


class Seat(models.TextChoices):
    FIRST = "first", _("first assessor")
    SECOND = "second", _("second assessor")


class Plausibility(models.TextChoices):
    """Whether what is told fits together, and with what is known. Never whether it is true."""

    FITS = "fits", _("It fits together, and with what is known")
    PARTLY = "partly", _("Some of it does not fit, and may be told wrongly")
    NOT = "not", _("It does not fit with what is known")


class Support(models.TextChoices):
    TOLD = "told", _("It is told, and nothing else is here")
    TESTIMONY = "testimony", _("Somebody else tells the same")
    PAPERS = "papers", _("Papers show the essential of it")


class Assessment(models.Model):
    """One assessor's reading of a claim: plausibility and support; never a judgment.

    None is ever changed: when a claim is recorded anew, it is read anew.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="assessments")
    seat = models.CharField(max_length=6, choices=Seat)
    plausibility = models.CharField(max_length=6, choices=Plausibility)
    support = models.CharField(max_length=9, choices=Support)
    #: {"words"}
    told = EncryptedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(editable=False)
    #: The open decision in which it was written; the database writes it.
    decision = models.UUIDField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["claim", "-at"], name="assessments_of_a_claim")]

    def __str__(self) -> str:
        return f"assessment {self.pk}"
