from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.signature import Signature


class Answer(models.TextChoices):
    OPEN = "", _("not answered")
    ONE = "one", _("one person")
    TWO = "two", _("two people")


class DoubtQuerySet(models.QuerySet["Doubt"]):
    def lock(self, uuid: uuid.UUID) -> Doubt:
        return self.select_for_update(no_key=True).get(uuid=uuid)

    def open(self) -> DoubtQuerySet:
        return self.filter(answer=Answer.OPEN)


class Doubt(models.Model):
    """A question to a mailbox: are an older and a stronger signature of one person, or of two?"""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    older = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="doubts")
    stronger = models.ForeignKey(
        Signature, on_delete=models.PROTECT, related_name="doubts_about_others"
    )
    answer = models.CharField(
        max_length=3, choices=Answer, default=Answer.OPEN, db_default=Answer.OPEN
    )
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    answered_at = models.DateTimeField(null=True)

    objects = DoubtQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["older", "stronger"], name="one_doubt_about_two"),
            models.CheckConstraint(name="a_doubt_is_about_two", condition=~Q(older=F("stronger"))),
            models.CheckConstraint(
                name="answered_means_dated",
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
