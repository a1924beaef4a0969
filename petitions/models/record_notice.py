from __future__ import annotations

import uuid

from django.db import models

from petitions.models.bundle import Bundle
from petitions.models.bundle_item import BundleItem


class RecordNotice(models.Model):
    """Tells an institution that a testimony or claim which it got may not be used any more."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: The bundle that says so.
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="notices")
    #: What had gone; it is said once.
    item = models.OneToOneField(BundleItem, on_delete=models.PROTECT, related_name="notice")
    #: As it is known there: testimony or claim, its reference, and the bundle that carried it.
    kind = models.CharField(max_length=10)
    reference = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    ended_on = models.DateField()

    def __str__(self) -> str:
        return f"notice about {self.reference}"
