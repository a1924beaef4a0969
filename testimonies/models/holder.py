from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from testimonies.models.case import Case
from testimonies.models.claim import Standing
from testimonies.models.evidence import Evidence
from testimonies.privacy.encrypted_field import EncryptedField


class CameBy(models.TextChoices):
    """How a case came into somebody's hands."""

    FIRST = "first", _("began it")
    HANDED_OVER = "handed_over", _("was given it by the holder before")
    DIED = "died", _("took over when the holder before had died")


class HolderQuerySet(models.QuerySet["Holder"]):
    def in_time(self) -> HolderQuerySet:
        """Everybody who has or had the case, in the order in which they had it."""
        return self.filter(began_at__isnull=False).order_by("began_at", "pk")

    def current(self) -> HolderQuerySet:
        return self.filter(began_at__isnull=False, ended_at=None)

    def prepared(self) -> HolderQuerySet:
        """Named by the holder, who has not given the case over yet."""
        return self.filter(began_at=None)


class Holder(models.Model):
    """Who has a case in their hands: in what capacity, by which authority, from when to when."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holders")
    came_by = models.CharField(max_length=12, choices=CameBy)
    #: What they are to the person; empty for whoever began and never said.
    standing = models.CharField(max_length=26, choices=Standing, blank=True)
    #: The kind of paper that shows it, and the paper where we have it.
    authority = models.CharField(max_length=24, blank=True)
    document = models.ForeignKey(
        Evidence, null=True, on_delete=models.PROTECT, related_name="shows_holders"
    )
    #: {"name", "relation", "preference", "safe", "email", "phone", "address", "through"}
    told = EncryptedField()
    #: Keyed hash of the code that will open the case once it is given over.
    code_key = models.BinaryField(max_length=32, default=b"")
    named_at = models.DateTimeField(auto_now_add=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    #: Staff who saw the papers and gave it over.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = HolderQuerySet.as_manager()

    class Meta:
        permissions = [("hand_over_case", "Can give a case to another relative")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(began_at__isnull=False, ended_at=None),
                name="one_holder_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(began_at=None), name="one_holder_is_prepared"
            ),
            models.CheckConstraint(
                name="held_from_then_until_then",
                condition=Q(ended_at=None)
                | Q(began_at__isnull=False, ended_at__gte=F("began_at")),
            ),
            models.CheckConstraint(
                name="after_a_death_somebody_saw_papers",
                condition=~Q(came_by="died") | Q(by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"holder {self.pk}"
