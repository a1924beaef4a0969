from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.person import PersonMention
from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField


class FlagKind(models.TextChoices):
    THIRD_PARTY = "third_party", _("It could harm somebody who was never asked")
    LIVING_PERSON = "living_person", _("Somebody named here may be alive")


class Outcome(models.TextChoices):
    """Why a flag was closed."""

    COVERED = "covered", _("The passage is covered")
    AGREED = "agreed", _("The person has agreed")
    LONG_DEAD = "long_dead", _("The person died long enough ago")
    HARMLESS = "harmless", _("It harms nobody")


class FlagQuerySet(models.QuerySet["Flag"]):
    def open(self) -> FlagQuerySet:
        return self.filter(closed_at=None)


class Flag(models.Model):
    """A doubt about somebody in a submission who never consented; open, it stops publication."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="flags")
    #: The person meant, where they have a mention of their own.
    mention = models.ForeignKey(
        PersonMention, null=True, on_delete=models.PROTECT, related_name="flags"
    )
    kind = models.CharField(max_length=13, choices=FlagKind)
    #: {"passage", "why"}
    told = EncryptedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(db_default=Now(), editable=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(
        max_length=9, choices=Outcome, blank=True, default="", db_default=""
    )
    #: {"why"}
    told_at_close = EncryptedField(null=True)
    #: The open decisions in which it was raised and closed; the database writes them.
    decision = models.UUIDField(null=True, editable=False)
    closed_in = models.UUIDField(null=True, editable=False)

    objects = FlagQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["submission"], condition=Q(closed_at=None), name="flags_that_are_open"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_closed_flag_says_by_whom_and_why",
                condition=Q(closed_at=None, closed_by=None, told_at_close=None, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, told_at_close__isnull=False)
                & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="a_flag_is_closed_by_another_person",
                condition=Q(closed_by=None) | ~Q(closed_by=F("by")),
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk}"
