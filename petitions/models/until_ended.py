from __future__ import annotations

import uuid
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from testimonies.errors import Refusal

Stopping = TypeVar("Stopping", bound="UntilEnded")
#: For a constraint: whoever ends it is named, with the moment and a reason.
ENDED_BY_SOMEBODY = Q(ended_at=None, ended_by=None, end_reason="") | (
    Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")
)


class UntilEndedQuerySet(models.QuerySet[Stopping]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class UntilEnded(models.Model):
    """What somebody begins for a reason, and what lasts until somebody ends it for another."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


def why(reason: str) -> str:
    """The reason as it is kept; raises `Refusal` where there is none."""
    if not reason.strip():
        raise Refusal(_("Say why."))
    return reason.strip()[:300]
