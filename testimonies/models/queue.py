from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.case import Case, Kind
from testimonies.models.conflict import ConflictOfInterest
from testimonies.models.submission import Submission

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class WaitsFor(models.TextChoices):
    """Whose step is the next one in the main thread of a submission."""

    FIRST = "first", _("a first reader")
    SECOND = "second", _("a second reader")
    CLAIM = "claim", _("work on a claim")
    ANSWER = "answer", _("an answer of the submitter")
    PUBLICATION = "publication", _("publication")
    NOBODY = "", _("nobody")


class QueueEntryQuerySet(models.QuerySet["QueueEntry"]):
    def lock(self, submission_id: int) -> QueueEntry:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=submission_id)

    def visible_to(
        self, user: User | AnonymousUser, *, away: list[int] | None = None
    ) -> QueueEntryQuerySet:
        """`away` are the cases that they keep away from, where that was asked already."""
        if user.pk is None or not user.has_perm("testimonies.view_submission"):
            return self.none()
        cases = ConflictOfInterest.objects.kept_from(user) if away is None else away
        return self.exclude(case__in=cases)

    def of_cases(self, cases: list[int]) -> QueueEntryQuerySet:
        """By the index of the submissions, since the entries have none."""
        return self.filter(submission__case__in=cases)


class QueueEntry(models.Model):
    """Where a submission stands at the desk: what it waits for, since when, in whose hands.

    Triggers of the database keep it in step with what it is drawn from (decision 0154); only in
    whose hands it is, is written by actions.
    """

    submission = models.OneToOneField(
        Submission, primary_key=True, on_delete=models.CASCADE, related_name="queued"
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=2)
    #: Whose authorities a claim addresses first; empty where none was named, and for testimonies.
    country = models.CharField(max_length=2, blank=True)
    #: Of the workflow of the testimony, or of the claim.
    state = models.CharField(max_length=16, blank=True)
    waits_for = models.CharField(max_length=12, choices=WaitsFor, blank=True)
    #: Something was changed or added later, and nobody has looked yet.
    is_changed = models.BooleanField(default=False)
    #: The next step is ours, and not the submitter's.
    is_ours = models.BooleanField(default=False)
    since = models.DateTimeField()
    #: Its case is suspended, or on legal hold; or a doubt about somebody in it is open.
    is_suspended = models.BooleanField(default=False, db_default=False)
    is_held = models.BooleanField(default=False, db_default=False)
    is_doubted = models.BooleanField(default=False, db_default=False)
    #: Who of the staff has it in hand.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(null=True)

    objects = QueueEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["since", "submission"], name="queue_of_all"),
            models.Index(
                fields=["since", "submission"], condition=Q(is_ours=True), name="queue_of_ours"
            ),
            models.Index(
                fields=["language", "since", "submission"],
                condition=Q(is_ours=True),
                name="queue_of_a_language",
            ),
            # With the language and whose step it is: what is rare is found in the index alone. And
            # of all rows: to a prepared statement the country that it is told of may be empty.
            models.Index(
                fields=["country", "since", "submission", "language"],
                include=["is_ours"],
                name="queue_of_a_country",
            ),
            models.Index(
                fields=["since", "submission"],
                condition=Q(is_changed=True),
                name="queue_of_changed",
            ),
            models.Index(
                fields=["waits_for", "since", "submission"],
                condition=~Q(waits_for=""),
                name="queue_by_what_it_waits_for",
            ),
            models.Index(fields=["state", "since", "submission"], name="queue_by_state"),
            models.Index(
                fields=["since", "submission"],
                condition=Q(is_suspended=True) | Q(is_held=True) | Q(is_doubted=True),
                name="queue_of_what_is_held_back",
            ),
            models.Index(
                fields=["assignee", "since", "submission"],
                condition=Q(assignee__isnull=False),
                name="queue_in_hand",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="assigned_means_to_whom_and_since_when",
                condition=Q(assignee=None, assigned_at=None)
                | Q(assignee__isnull=False, assigned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"queue entry {self.pk}"

    @property
    def waits(self) -> bool:
        return bool(self.waits_for) or self.is_changed


class QueueTally(models.Model):
    """How many entries were alike at one moment, so that a long queue need not be counted anew.

    A row for each combination that there was; those in somebody's hands are not in it.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=2)
    country = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=16, blank=True)
    waits_for = models.CharField(max_length=12, choices=WaitsFor, blank=True)
    is_changed = models.BooleanField()
    is_ours = models.BooleanField()
    is_suspended = models.BooleanField(default=False, db_default=False)
    is_held = models.BooleanField(default=False, db_default=False)
    is_doubted = models.BooleanField(default=False, db_default=False)
    #: How many of the ages that one can choose it had reached.
    age = models.PositiveSmallIntegerField()
    many = models.PositiveIntegerField()
    counted_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"tally {self.pk}"
