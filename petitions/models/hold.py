from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.bundle import Bundle
from petitions.models.petition import Petition
from testimonies.errors import Refusal

KEPT = _("A legal hold keeps it: nothing may be erased until the hold is ended.")


class HoldQuerySet(models.QuerySet["Hold"]):
    def open(self) -> HoldQuerySet:
        return self.filter(ended_at=None)

    def must_have_ended(self) -> None:
        if self.open().exists():
            raise Refusal(KEPT)


class Hold(models.Model):
    """A legal hold: nothing of a petition, or of a bundle, is erased until somebody ends it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(
        Petition, null=True, on_delete=models.PROTECT, related_name="holds"
    )
    bundle = models.ForeignKey(Bundle, null=True, on_delete=models.PROTECT, related_name="holds")
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

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_hold_is_on_one_thing",
                condition=Q(petition=None, bundle__isnull=False)
                | Q(petition__isnull=False, bundle=None),
            ),
            models.CheckConstraint(name="a_hold_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="ended_hold_means_by_whom_when_and_why",
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
            ),
            models.UniqueConstraint(
                fields=["petition"],
                condition=Q(ended_at=None),
                name="one_open_hold_on_a_petition",
            ),
            models.UniqueConstraint(
                fields=["bundle"],
                condition=Q(ended_at=None),
                name="one_open_hold_on_a_bundle",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"
