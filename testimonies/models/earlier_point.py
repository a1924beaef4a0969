from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from testimonies.models.earlier_line import HowItWent
from testimonies.models.recording import Recording
from testimonies.privacy.encrypted_field import EncryptedField


class EarlierPoint(models.Model):
    """A point of an index as it stood before somebody changed or removed it.

    It is only added, in the transaction that changes the point, and goes with its case alone.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recording = models.ForeignKey(
        Recording, on_delete=models.PROTECT, related_name="earlier_points"
    )
    #: The uuid of the index point, which may not be there any more.
    point = models.UUIDField()
    revision = models.PositiveIntegerField()
    at_ms = models.PositiveIntegerField()
    #: {"title", "keywords", "place", "period"}
    told = EncryptedField()
    #: Whose words these are, and since when they stood; null where nobody kept that yet.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField(db_default=Now(), editable=False)
    how = models.CharField(max_length=7, choices=HowItWent)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "revision"], name="an_earlier_point_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"earlier point {self.pk}"
