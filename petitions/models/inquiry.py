from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from testimonies.privacy.encrypted_field import EncryptedField


class Inquiry(models.Model):
    """What somebody asked about a mailbox, until it is answered there."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: {"email"}
    asked = EncryptedField()
    language = models.CharField(max_length=2)
    asked_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "inquiries"

    def __str__(self) -> str:
        return f"inquiry {self.pk}"
