from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.privacy.encrypted_field import EncryptedField


class State(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    #: The connection broke when it may already have gone: a person decides, never a loop.
    MAYBE_SENT = "maybe_sent", _("may have been sent")
    FAILED = "failed", _("failed")
    BOUNCED = "bounced", _("came back")
    #: To many people, and to a mailbox that is gone.
    NOT_SENT = "not_sent", _("not sent: the mailbox is gone")


class Priority(models.IntegerChoices):
    """Which letter goes first. Somebody waits in front of the screen for the first kind."""

    CONFIRM = 1, _("awaited")
    RECEIPT = 2, _("receipt")
    BULK = 3, _("to many people")


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self) -> LetterQuerySet:
        return self.filter(state=State.QUEUED, next_attempt_at__lte=Now())


class Letter(models.Model):
    """An outgoing mail as a row: written in the transaction of its reason, sent afterwards."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    #: {"to": address, and the words the template needs}
    contents = EncryptedField()
    state = models.CharField(
        max_length=12, choices=State, default=State.QUEUED, db_default=State.QUEUED
    )
    priority = models.PositiveSmallIntegerField(
        choices=Priority, default=Priority.RECEIPT, db_default=Priority.RECEIPT
    )
    #: Keyed hash of the domain it goes to, so that one domain's trouble is not the others'.
    domain_key = models.BinaryField(max_length=16, null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    problem = models.CharField(max_length=80, blank=True, default="", db_default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    next_attempt_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    #: As in RFC 3463, such as 5.1.1
    bounce_status = models.CharField(max_length=12, blank=True, default="", db_default="")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                fields=["priority", "next_attempt_at", "id"],
                condition=Q(state__in=["queued", "sending"]),
                name="letters_waiting",
            ),
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state="sending"),
                name="letters_being_sent",
            ),
            models.Index(
                fields=["sent_at", "domain_key"],
                condition=Q(sent_at__isnull=False),
                name="letters_gone_to_a_domain",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["failed", "maybe_sent", "not_sent"]),
                name="letters_that_did_not_go",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="sent_means_dated", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="bounced_means_dated_and_why",
                condition=~Q(state="bounced")
                | (Q(bounced_at__isnull=False) & ~Q(bounce_status="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DomainRest(models.Model):
    """A mail domain that gets no letters for a while: its server has refused, or is slow."""

    key = models.BinaryField(max_length=16, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"rest {self.pk}"


class LostMailbox(models.Model):
    """A mailbox of which a server has said for good that nobody has it: no bulk mail goes there.

    Known by its keyed hash only.
    """

    key = models.BinaryField(max_length=32, unique=True)
    status = models.CharField(max_length=12)
    since = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"mailbox {self.pk}"
