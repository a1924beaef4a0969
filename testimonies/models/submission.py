from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from testimonies.models.case import Case, Draft, Kind, QuestionnaireVersion, Voice
from testimonies.models.channel import Channel
from testimonies.models.conflict import ConflictOfInterest
from testimonies.privacy.encrypted_field import EncryptedField
from testimonies.privacy.references import new_reference

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def new_submission_reference() -> str:
    """``BA-2026-7KQ4M``: says the year, leaks no sequence."""
    return new_reference(f"BA-{localdate().year}", 5)


class Declared(models.TextChoices):
    """How the statement of truth was made."""

    BUTTON = "button", _("with a button")
    SIGNATURE = "signature", _("with a signature on paper")
    WORD = "word", _("by word of mouth")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def lock(self, pk: int) -> Submission:
        return self.select_for_update(no_key=True).get(pk=pk)

    def visible_to(self, user: User | AnonymousUser) -> SubmissionQuerySet:
        """What this person may open. Views start here."""
        if not user.has_perm("testimonies.view_submission"):
            return self.none()
        return self.filter(erased_at=None).without_conflict(user)

    def listed_for(
        self, user: User | AnonymousUser, *, away: list[int] | None = None
    ) -> SubmissionQuerySet:
        """As `visible_to`, for long lists. `away` are the cases that they keep away from."""
        if user.pk is None or not user.has_perm("testimonies.view_submission"):
            return self.none()
        cases = ConflictOfInterest.objects.kept_from(user) if away is None else away
        return self.filter(erased_at=None).exclude(case__in=cases)

    def without_conflict(self, user: User | AnonymousUser) -> SubmissionQuerySet:
        """SECURITY: whoever keeps away from a case is told by nothing that it is there."""
        if user.pk is None:
            return self.all()
        named, told = ConflictOfInterest.objects.hidden_cases(user)
        return self.exclude(case__in=named).exclude(case__in=told)


class Submission(models.Model):
    """What somebody handed in on one day, exactly as they handed it in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(
        max_length=20, unique=True, default=new_submission_reference, editable=False
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="submissions")
    #: One draft is handed in once, however often the button is pressed.
    draft = models.OneToOneField(
        Draft, null=True, on_delete=models.PROTECT, related_name="submission"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    language = models.CharField(max_length=2)
    questionnaire = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT)
    #: In which the questions were put; empty where they had only two.
    voice = models.CharField(max_length=12, choices=Voice, blank=True)
    answers = EncryptedField()
    declared_true_at = models.DateTimeField()
    declared = models.CharField(
        max_length=9, choices=Declared, default=Declared.BUTTON, db_default=Declared.BUTTON
    )
    #: Who helped the person who tells: {"helped", "name", "relation", "organisation", "reach", …}
    assisted_by = EncryptedField(null=True)
    #: The day on which it reached us, where somebody of the staff typed it in.
    received_on = models.DateField(null=True)
    submitted_at = models.DateTimeField(db_default=Now(), editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: With its case; here too, so that a long list need not look there.
    erased_at = models.DateTimeField(null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        permissions = [
            ("review_submission", "Can review submissions"),
            ("second_review", "Can be the second reader"),
            ("answer_message", "Can write to submitters"),
            ("coordinate", "Can share the work out"),
        ]
        indexes = [models.Index(fields=["-submitted_at", "-id"], name="submissions_newest_first")]
        constraints = [
            models.CheckConstraint(
                name="typed_in_means_by_whom_and_received_when",
                condition=Q(channel__in=["web", "import"])
                | Q(entered_by__isnull=False, received_on__isnull=False) & ~Q(declared="button"),
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Receipt(models.Model):
    """Our signed word that we have a submission: what it was (a digest), and when."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="receipt")
    #: SHA-256 of the canonical JSON (RFC 8785) of what was handed in
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    #: Ed25519 over the canonical JSON of {"reference", "digest", "issued_at", "kind"}
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="receipt_has_a_digest", condition=Q(digest__regex="^[0-9a-f]{64}$")
            )
        ]

    def __str__(self) -> str:
        return f"receipt {self.submission_id}"


class Message(models.Model):
    """One message between the submitter and the moderators, or a note among moderators."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    body = EncryptedField()
    #: Staff who wrote it; empty when the submitter did.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_internal = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="internal_notes_are_by_staff",
                condition=Q(is_internal=False) | Q(by__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["case"],
                condition=Q(by=None, read_at=None),
                name="messages_nobody_has_read",
            )
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
