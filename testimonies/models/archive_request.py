from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testimonies.errors import Refusal
from testimonies.models.evidence import Evidence
from testimonies.models.institution import Institution
from testimonies.models.proof import OutsideArchive
from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField
from testimonies.privacy.references import new_reference

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("letter to an archive", "being written")
    TO_POST = "to_post", _("waits to be posted")
    SENT = "sent", _("sent, waiting for an answer")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", pgettext_lazy("letter to an archive", "closed")
    DROPPED = "dropped", _("not sent")


#: The whole lifecycle; the database knows it too.
MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.TO_POST, State.SENT, State.DROPPED}),
    State.TO_POST: frozenset({State.SENT, State.DRAFT}),
    #: Back, where a mail that was to go may not go any more.
    State.SENT: frozenset({State.ANSWERED, State.CLOSED, State.DRAFT, State.DROPPED}),
    State.ANSWERED: frozenset({State.SENT, State.CLOSED}),
    State.CLOSED: frozenset(),
    State.DROPPED: frozenset(),
}


class Way(models.TextChoices):
    POST = "post", _("by post")
    EMAIL = "email", _("by e-mail")
    BY_HAND = "by_hand", _("by hand, or through a page of theirs")


class Agreed(models.TextChoices):
    """How the submitter said that we may write in their name."""

    WRITTEN = "written", _("in writing")
    PHONE = "phone", _("by telephone")
    VISIT = "visit", _("in person")
    AUTHORITY = "authority", _("with a power of attorney to us")


def new_request_reference() -> str:
    return new_reference("R", 8)


class ArchiveRequestQuerySet(models.QuerySet["ArchiveRequest"]):
    def lock(self, pk: int) -> ArchiveRequest:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def visible_to(self, user: User | AnonymousUser) -> ArchiveRequestQuerySet:
        return self.filter(submission__in=Submission.objects.visible_to(user))

    def going_on(self) -> ArchiveRequestQuerySet:
        return self.exclude(state__in=[State.CLOSED, State.DROPPED])

    def overdue(self, *, on: date) -> ArchiveRequestQuerySet:
        return self.filter(state=State.SENT, due_on__lt=on)


class ArchiveRequest(models.Model):
    """A letter of ours to an archive or another body, for a case whose submitter agreed to it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Stands in the letter, so that the answer can name it.
    reference = models.CharField(
        max_length=12, unique=True, default=new_request_reference, editable=False
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="archive_requests"
    )
    #: One of the two, or an address that was typed in: `told["recipient"]`.
    archive = models.ForeignKey(
        OutsideArchive, null=True, on_delete=models.PROTECT, related_name="+"
    )
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(max_length=2)
    #: {"recipient", "email", "subject", "body"}
    told = EncryptedField()
    agreed = models.CharField(max_length=9, choices=Agreed)
    agreed_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=State, default=State.DRAFT, db_default=State.DRAFT
    )
    way = models.CharField(max_length=7, choices=Way, blank=True)
    #: Within how many days after sending an answer should be here.
    answer_days = models.PositiveSmallIntegerField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_on = models.DateField(null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0, db_default=0)
    reminded_on = models.DateField(null=True)
    #: Both as they were before the newest reminder: one that does not go moves nothing.
    was_due_on = models.DateField(null=True)
    was_reminded_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    #: Its mails, so that they are found when the case is erased, and before they go.
    letters = ArrayField(models.BigIntegerField(), default=list)
    #: Scans of what came back, until somebody writes down what the answer says.
    papers = models.ManyToManyField(Evidence, related_name="answers_of_archives")

    objects = ArchiveRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter to an archive")
        verbose_name_plural = _("letters to archives")
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(state="sent"), name="archive_requests_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_request_goes_to_one_body",
                condition=Q(archive=None) | Q(institution=None),
            ),
            models.CheckConstraint(
                name="a_sent_request_says_how_when_and_until",
                condition=Q(state__in=["draft", "to_post", "dropped"])
                | Q(
                    sent_on__isnull=False,
                    sent_by__isnull=False,
                    due_on__gte=models.F("sent_on"),
                )
                & ~Q(way=""),
            ),
            models.CheckConstraint(
                name="an_ended_request_says_when",
                condition=Q(state__in=["closed", "dropped"], ended_at__isnull=False)
                | Q(ended_at=None) & ~Q(state__in=["closed", "dropped"]),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def must_allow(self, to: State) -> None:
        if to not in MOVES[State(self.state)]:
            raise Refusal(
                _("A letter that is “%(here)s” cannot become “%(to)s”.")
                % {"here": State(self.state).label, "to": to.label}
            )

    @property
    def recipient(self) -> list[str]:
        """Name and address, line by line."""
        return [line.strip() for line in self.told["recipient"].splitlines() if line.strip()]

    @property
    def body_of(self) -> str:
        """To whom it goes, in a word that may stand in custody."""
        if self.archive:
            return self.archive.code
        return self.institution.code if self.institution else "other"
