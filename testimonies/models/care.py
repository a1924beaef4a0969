from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField


class Topic(models.TextChoices):
    """What may be hard to read in a case. A closed list, so that each of us can say no to one."""

    SEXUAL_VIOLENCE = "sexual_violence", _("sexual violence")
    CHILD_DEATHS = "child_deaths", _("death of children")
    DEATHS = "deaths", _("death of others")
    TORTURE = "torture", _("torture and beatings")
    CAMPS = "camps", _("camps and prisons")
    HUNGER = "hunger", _("hunger and illness")


class ContentNote(models.Model):
    """What somebody of the staff said of one topic in a case; it outdoes what is derived."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="content_notes"
    )
    topic = models.CharField(max_length=16, choices=Topic)
    is_there = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "topic"], name="one_note_about_a_topic_of_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"content note {self.pk}"


class Care(models.Model):
    """How somebody of the staff works: limits that the team knows, and what is theirs alone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="care"
    )
    #: Empty for all of them.
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    most_in_hand = models.PositiveSmallIntegerField(null=True)
    #: ISO 8601: Monday is 1. Empty for any day.
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    #: {"rather_not": [topic …], "is_grey", "pause_minutes", "pause_cases"}: for nobody else
    own = EncryptedField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_limit_in_hand_leaves_something",
                condition=Q(most_in_hand=None) | Q(most_in_hand__gte=1),
            ),
            models.CheckConstraint(
                name="days_of_work_are_days_of_a_week",
                condition=Q(days__contained_by=[1, 2, 3, 4, 5, 6, 7]),
            ),
        ]

    def __str__(self) -> str:
        return f"care of {self.user_id}"
