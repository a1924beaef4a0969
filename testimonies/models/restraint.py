from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.case import Case
from testimonies.privacy.encrypted_field import EncryptedField


class Restrains(models.TextChoices):
    """What is held back: a suspension hides a case, a legal hold keeps it from being erased."""

    SUSPENSION = "suspension", _("suspended")
    LEGAL_HOLD = "legal_hold", _("on legal hold")


class Ground(models.TextChoices):
    """Why, in a word that may stand in custody."""

    DANGER_TELLER = "danger_teller", _("Whoever told it may be in danger")
    DANGER_OTHER = "danger_other", _("Somebody else may be in danger")
    NOT_THE_TELLER = "not_the_teller", _("Perhaps somebody else told it in this name")
    COURT = "court", _("A court or an authority has asked for it")
    DISPUTE = "dispute", _("There is a dispute about it")
    OTHER = "other", _("Another reason, written below")


class RestraintQuerySet(models.QuerySet["Restraint"]):
    def open(self) -> RestraintQuerySet:
        return self.filter(ended_at=None)

    def holds(self) -> RestraintQuerySet:
        return self.open().filter(kind=Restrains.LEGAL_HOLD)

    def suspensions(self) -> RestraintQuerySet:
        return self.open().filter(kind=Restrains.SUSPENSION)


class Restraint(models.Model):
    """Something that holds a whole case back until somebody ends it; its states stay as they are.

    What is written in the beginning never changes; ending adds who, when and why.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="restraints")
    kind = models.CharField(max_length=10, choices=Restrains)
    ground = models.CharField(max_length=14, choices=Ground)
    #: {"why"}
    told = EncryptedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: {"why"}
    told_at_end = EncryptedField(null=True)

    objects = RestraintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(ended_at=None),
                name="one_open_restraint_of_a_kind",
            ),
            models.CheckConstraint(
                name="an_ended_restraint_says_by_whom_and_why",
                condition=Q(ended_at=None, ended_by=None, told_at_end=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False, told_at_end__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"restraint {self.pk}"
