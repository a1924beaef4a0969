from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Direction(models.TextChoices):
    THEY_CALLED = "in", _("they called us")
    WE_CALLED = "out", _("we called them")


class CallQuerySet(models.QuerySet["Call"]):
    def lock(self, pk: int) -> Call:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def visible_to(self, user: User | AnonymousUser) -> CallQuerySet:
        return self.filter(submission__in=Submission.objects.visible_to(user))

    def to_follow_up(self, *, until: date) -> CallQuerySet:
        return self.filter(follow_up_on__lte=until, followed_up_at=None)


class Call(models.Model):
    """What was said on the telephone, as somebody of the staff wrote it down.

    It is never changed: a mistake is put right by a later note that names it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="calls")
    direction = models.CharField(max_length=3, choices=Direction)
    #: With whoever handed in; what others say on the telephone is handed out to nobody.
    with_submitter = models.BooleanField()
    called_at = models.DateTimeField()
    #: {"who", "said", "agreed"}
    told = EncryptedField()
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="corrections"
    )
    follow_up_on = models.DateField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    followed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["follow_up_on"],
                condition=Q(follow_up_on__isnull=False, followed_up_at=None),
                name="calls_to_follow_up",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="followed_up_says_by_whom",
                condition=Q(followed_up_at=None, followed_up_by=None)
                | Q(
                    follow_up_on__isnull=False,
                    followed_up_at__isnull=False,
                    followed_up_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"
