from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class FailureWatch(models.Model):
    """A release officer who asked for a letter when a bundle or a delivery fails."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="failure_watch"
    )
    since = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"watch {self.pk}"
