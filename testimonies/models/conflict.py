from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class Tie(models.TextChoices):
    """Why somebody of the staff keeps away, in a word that may stand in custody."""

    FAMILY = "family", _("It is about the own family")
    FRIEND = "friend", _("It is about somebody close")
    OTHER = "other", _("Another reason not to decide about it")


class ConflictQuerySet(models.QuerySet["ConflictOfInterest"]):
    def open(self) -> ConflictQuerySet:
        return self.filter(ended_at=None)

    def hidden_cases(self, user: User) -> tuple[models.QuerySet[Any, Any], ...]:
        """Cases that were named, and those that tell of a person who was named, now or later."""
        own = self.open().filter(user=user)
        told = own.filter(
            person__assertions__ended_at=None,
            person__assertions__verdict__in=["same", "probably"],
            person__assertions__mention__submission__isnull=False,
        )
        return (
            own.filter(case__isnull=False).values("case"),
            told.values("person__assertions__mention__submission__case"),
        )

    def kept_from(self, user: User) -> list[int]:
        """The same cases, by number, in one statement: for long lists.

        As a part of another statement they would be compared with each of a million rows.
        """
        named, told = self.hidden_cases(user)
        return [each["case"] for each in named.union(told)]

    def who_keep_away_from(self, case_id: int) -> set[int]:
        """The other way round: whoever is told by nothing that this case is there."""
        told = Q(
            person__assertions__ended_at=None,
            person__assertions__verdict__in=["same", "probably"],
            person__assertions__mention__submission__case=case_id,
        )
        return set(self.open().filter(Q(case=case_id) | told).values_list("user", flat=True))

    def hidden_people(self, user: User) -> models.QuerySet[Any, Any]:
        return self.open().filter(user=user, person__isnull=False).values("person")


class ConflictOfInterest(models.Model):
    """Somebody of the staff who sees nothing of a case, or of whatever tells of a person.

    Whoever is concerned says so, or an administrator does; only an administrator ends it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        "testimonies.Case", null=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        "testimonies.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The reference by which it was named.
    named = models.CharField(max_length=20)
    tie = models.CharField(max_length=6, choices=Tie)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConflictQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user"], condition=Q(ended_at=None), name="conflicts_of_somebody")
        ]
        constraints = [
            models.CheckConstraint(
                name="a_conflict_is_about_a_case_or_a_person",
                condition=Q(case=None, person__isnull=False) | Q(case__isnull=False, person=None),
            ),
            models.UniqueConstraint(
                fields=["user", "case"],
                condition=Q(ended_at=None),
                name="one_conflict_with_a_case",
            ),
            models.UniqueConstraint(
                fields=["user", "person"],
                condition=Q(ended_at=None),
                name="one_conflict_with_a_person",
            ),
            models.CheckConstraint(
                name="an_ended_conflict_says_by_whom",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"conflict {self.pk}"
