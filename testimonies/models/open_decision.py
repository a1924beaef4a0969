from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField

if TYPE_CHECKING:
    from accounts.models import User


class OpenDecision(models.Model):
    """What somebody has just decided at the desk, as long as it can be taken back.

    One for each submission, the newest. It says how everything stood before, for half a minute.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.OneToOneField(
        Submission, primary_key=True, on_delete=models.CASCADE, related_name="open_decision"
    )
    #: The button that was pressed.
    verb = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    #: {table: {row: {column: value}}}, and what was typed: {"rows": …, "said": …}
    before = EncryptedField()
    #: SHA-256 of how everything stood afterwards, and how many lines of custody there were.
    #: Empty while it is made or taken back: then the database knows what belongs to it.
    after = models.CharField(max_length=64, blank=True)
    lines = models.PositiveIntegerField(default=0)
    #: The last of its own lines, as custody calls it.
    event = models.CharField(max_length=60, blank=True)
    #: Letters that wait until it cannot be taken back any more.
    letters = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_open_decision_ends_soon",
                condition=Q(until__gt=F("at")),
            )
        ]
        indexes = [models.Index(fields=["until"], name="decisions_that_close")]

    def __str__(self) -> str:
        return f"open decision {self.pk}"

    def is_open_to(self, user: User) -> bool:
        return self.by_id == user.pk and now() < self.until
