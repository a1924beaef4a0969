from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.delivery import Delivery


class Way(models.TextChoices):
    MAIL = "mail", _("by a letter to the second address")
    TELEPHONE = "telephone", _("by telephone")


class PasscodeQuerySet(models.QuerySet["DeskPasscode"]):
    def newest_of(self, delivery_id: int) -> PasscodeQuerySet:
        """At most one row: an older passcode is worth nothing once there is another."""
        return self.filter(delivery=delivery_id).order_by("-pk")[:1]


class DeskPasscode(models.Model):
    """What opens an institution's desk once, beside the link. We keep a keyed hash only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="passcodes")
    code_key = models.BinaryField(max_length=32)
    way = models.CharField(max_length=9, choices=Way)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    good_until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = PasscodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="whoever_tells_a_passcode_is_known",
                condition=Q(way="mail", made_by=None) | Q(way="telephone", made_by__isnull=False),
            ),
            models.CheckConstraint(name="a_passcode_has_few_tries", condition=Q(tries__lte=5)),
        ]
        indexes = [models.Index(fields=["delivery", "-id"], name="passcodes_of_a_delivery")]

    def __str__(self) -> str:
        return f"passcode {self.pk}"
