from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from testimonies.models.submission import Submission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Step(models.IntegerChoices):
    """What is done while a question is not answered, one after the other."""

    FIRST = 1, _("first reminder")
    SECOND = 2, _("second reminder")
    TASK = 3, _("somebody of the staff looks after it")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: User | AnonymousUser) -> ReminderQuerySet:
        return self.filter(submission__in=Submission.objects.visible_to(user))

    def tasks(self) -> ReminderQuerySet:
        """Nobody has looked after these yet, and the question still waits."""
        waits = Q(submission__testimony__asked_at=models.F("asked_at"))
        waits |= Q(submission__claim__asked_at=models.F("asked_at"))
        return self.filter(waits, step=Step.TASK, seen_at=None)


class Reminder(models.Model):
    """One step after a question that was not answered. Each is taken once, whoever takes it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reminders")
    #: Since when the question waits: another question has steps of its own.
    asked_at = models.DateTimeField()
    step = models.PositiveSmallIntegerField(choices=Step)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "asked_at", "step"], name="each_step_is_taken_once"
            ),
            models.CheckConstraint(
                name="seen_says_by_whom",
                condition=Q(seen_at=None, seen_by=None)
                | Q(step=3, seen_at__isnull=False, seen_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
