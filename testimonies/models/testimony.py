from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.models.consent import ConsentRecord, Identity
from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField
from testimonies.privacy.references import new_reference

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Workflow(models.TextChoices):
    SUBMITTED = "submitted", _("received")
    TRIAGE = "triage", _("sorted, waits for a reader")
    NEEDS_INFO = "needs_info", _("waiting for an answer")
    IN_REVIEW = "in_review", _("being read")
    SECOND_REVIEW = "second_review", _("with the second reader")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    DUPLICATE = "duplicate", _("told before")
    WITHDRAWN = "withdrawn", _("withdrawn")


_ENDS = frozenset({Workflow.DECLINED, Workflow.DUPLICATE, Workflow.WITHDRAWN})
#: The whole lifecycle. Nothing outside this table can happen. What is suspended, or on legal
#: hold, keeps its place in it: see `Restraint`.
MOVES: dict[Workflow, frozenset[Workflow]] = {
    # A small association has nobody who only sorts: a reader may take up what just came.
    Workflow.SUBMITTED: frozenset(
        {Workflow.TRIAGE, Workflow.IN_REVIEW, Workflow.NEEDS_INFO} | _ENDS
    ),
    Workflow.TRIAGE: frozenset({Workflow.IN_REVIEW, Workflow.NEEDS_INFO} | _ENDS),
    Workflow.NEEDS_INFO: frozenset({Workflow.TRIAGE, Workflow.IN_REVIEW} | _ENDS),
    Workflow.IN_REVIEW: frozenset({Workflow.NEEDS_INFO, Workflow.SECOND_REVIEW} | _ENDS),
    Workflow.SECOND_REVIEW: frozenset(
        {Workflow.ACCEPTED, Workflow.IN_REVIEW, Workflow.NEEDS_INFO, Workflow.WITHDRAWN}
    ),
    Workflow.ACCEPTED: frozenset({Workflow.WITHDRAWN}),
    Workflow.DECLINED: frozenset({Workflow.IN_REVIEW, Workflow.WITHDRAWN}),
    Workflow.DUPLICATE: frozenset({Workflow.TRIAGE, Workflow.IN_REVIEW, Workflow.WITHDRAWN}),
    Workflow.WITHDRAWN: frozenset(),
}


class Publication(models.TextChoices):
    UNPUBLISHED = "unpublished", _("not public")
    PUBLISHED = "published", _("public")


class Part(models.TextChoices):
    """What of a testimony a person has put into the archive; consent may let more be seen."""

    TEXT = "text"
    DOCUMENTS = "documents"
    PHOTOGRAPHS = "photographs"
    RECORDINGS = "recordings"


class Verification(models.TextChoices):
    UNVERIFIED = "unverified", _("as told")
    CONSISTENT = "internally_consistent", _("consistent in itself")
    BY_TESTIMONY = "corroborated_by_testimony", _("confirmed by another testimony")
    BY_DOCUMENT = "corroborated_by_document", _("confirmed by a document")
    DISPUTED = "disputed", _("disputed")


class TestimonyQuerySet(models.QuerySet["Testimony"]):
    def lock(self, pk: int) -> Testimony:
        """The row, held until the surrounding transaction ends."""
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def public(self) -> TestimonyQuerySet:
        return self.filter(publication=Publication.PUBLISHED)

    def accepted(self) -> TestimonyQuerySet:
        return self.filter(workflow=Workflow.ACCEPTED)

    def visible_to(self, user: User | AnonymousUser) -> TestimonyQuerySet:
        """What this person may open. Views start here, never at ``all()``."""
        if user.pk is None or not user.has_perm("testimonies.view_testimony"):
            return self.public()
        own = Submission.objects.without_conflict(user)
        return self.filter(Q(publication=Publication.PUBLISHED) | Q(submission__in=own))


def new_testimony_reference() -> str:
    return new_reference("T", 8)


class Testimony(models.Model):
    """What happened, in the words of the person who tells it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: The public reference; nothing in it leads to the submission.
    reference = models.CharField(
        max_length=12, unique=True, default=new_testimony_reference, editable=False
    )
    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="testimony"
    )
    language = models.CharField(max_length=2)
    #: {"story", "told_by", …}: the free words
    told = EncryptedField()

    workflow = models.CharField(max_length=14, choices=Workflow, default=Workflow.SUBMITTED)
    publication = models.CharField(
        max_length=12, choices=Publication, default=Publication.UNPUBLISHED
    )
    verification = models.CharField(
        max_length=26, choices=Verification, default=Verification.UNVERIFIED
    )
    first_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    #: The consent that the publication relies on, and exactly what it lets everybody see.
    published_under = models.ForeignKey(
        ConsentRecord, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_parts = ArrayField(
        models.CharField(max_length=11, choices=Part), default=list, db_default=[], blank=True
    )
    #: How the person was shown when it was published.
    published_as = models.CharField(
        max_length=12, choices=Identity, blank=True, default="", db_default=""
    )
    public_name = models.CharField(max_length=400, blank=True)
    public_text = models.TextField(blank=True)
    decline_reason = models.CharField(max_length=40, blank=True)
    #: The submission that told the same before: joined to be looked at, never merged.
    duplicate_of = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    #: Since when the submitter is asked, when that ended last, and how long it lasted before: kept
    #: by the database.
    asked_at = models.DateTimeField(null=True, editable=False)
    resumed_at = models.DateTimeField(null=True, editable=False)
    time_with_submitter = models.DurationField(
        default=timedelta(0), db_default=timedelta(0), editable=False
    )

    objects = TestimonyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "testimonies"
        permissions = [("publish_testimony", "Can publish testimonies")]
        indexes = [
            models.Index(
                fields=["-published_at"],
                condition=Q(publication="published"),
                name="testimonies_public",
            ),
            models.Index(
                fields=["-accepted_at"],
                condition=Q(accepted_at__isnull=False),
                name="testimonies_read_last",
            ),
            models.Index(
                fields=["workflow", "submission"],
                condition=Q(
                    workflow__in=["in_review", "needs_info", "second_review", "submitted"]
                ),
                name="testimonies_that_wait",
            ),
            models.Index(
                fields=["submission"],
                condition=Q(workflow="accepted", publication="unpublished"),
                name="testimonies_to_publish",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="second_reader_is_another_person",
                condition=Q(second_reader=None) | ~Q(second_reader=F("first_reader")),
            ),
            models.CheckConstraint(
                name="accepted_means_read_by_two",
                condition=~Q(workflow="accepted")
                | Q(
                    first_reader__isnull=False,
                    second_reader__isnull=False,
                    accepted_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="published_means_accepted_consented_and_dated",
                condition=~Q(publication="published")
                | Q(
                    workflow="accepted", published_at__isnull=False, published_under__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="a_duplicate_says_of_what",
                condition=Q(workflow="duplicate", duplicate_of__isnull=False)
                & ~Q(duplicate_of=F("submission"))
                | ~Q(workflow="duplicate") & Q(duplicate_of=None),
            ),
            models.CheckConstraint(
                name="declined_has_a_reason",
                condition=~Q(workflow="declined") | ~Q(decline_reason=""),
            ),
            models.CheckConstraint(
                name="asked_means_since_when",
                condition=Q(workflow="needs_info", asked_at__isnull=False)
                | ~Q(workflow="needs_info") & Q(asked_at=None),
            ),
            models.CheckConstraint(
                name="unpublished_shows_nothing",
                condition=~Q(publication="unpublished")
                | Q(public_name="", public_text="", published_as="", published_parts=[]),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def stands_as(self) -> str:
        """Whether it still stands as somebody saw it; goes into the forms of the desk."""
        return f"{self.workflow} {self.publication}"

    def must_allow(self, to: Workflow) -> None:
        here = Workflow(self.workflow)
        if to not in MOVES[here]:
            raise Refusal(
                _("A testimony that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )
