from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.recording import Recording, Transcript
from testimonies.privacy.encrypted_field import EncryptedField


class HowItWent(models.TextChoices):
    CHANGED = "changed", _("changed")
    JOINED = "joined", _("joined with the line before it")
    REMOVED = "removed", _("removed")
    FILE = "file", _("replaced by a file")


class EarlierWording(models.Model):
    """Only added, in the transaction that changes what it was; goes with its case alone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    revision = models.PositiveIntegerField()
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
        abstract = True


class EarlierLine(EarlierWording):
    """A line of a transcript as it stood before somebody changed or removed it.

    `told` is {"speaker", "text"}.
    """

    transcript = models.ForeignKey(
        Transcript, on_delete=models.PROTECT, related_name="earlier_lines"
    )
    #: The uuid of the segment, which may not be there any more.
    line = models.UUIDField()
    start_ms = models.PositiveIntegerField()
    end_ms = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "revision"], name="an_earlier_line_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"earlier line {self.pk}"


class EarlierPoint(EarlierWording):
    """The same of a point of an index. `told` is {"title", "keywords", "place", "period"}."""

    recording = models.ForeignKey(
        Recording, on_delete=models.PROTECT, related_name="earlier_points"
    )
    #: The uuid of the index point, which may not be there any more.
    point = models.UUIDField()
    at_ms = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "revision"], name="an_earlier_point_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"earlier point {self.pk}"
