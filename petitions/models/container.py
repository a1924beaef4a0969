from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition
from petitions.models.signature import Signature
from testimonies.errors import Refusal
from testimonies.privacy.encrypted_field import EncryptedField
from testimonies.privacy.references import new_reference


class Statement(models.Model):
    """What people sign outside our house: a petition in one language. Its bytes never change."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="statements")
    language = models.CharField(max_length=2)
    #: Counted up when we word or set it anew. The newest is handed out, all of them are accepted.
    edition = models.PositiveSmallIntegerField()
    pdf = models.BinaryField()
    #: An unsigned ASiC-E with the PDF and petition.json.
    container = models.BinaryField()
    #: SHA-256 (hex) of the PDF, and of every file that may be signed along with it.
    pdf_sha256 = models.CharField(max_length=64, unique=True)
    files = ArrayField(models.CharField(max_length=64))
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "language", "edition"], name="one_statement_an_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.language} {self.edition}"


class State(models.TextChoices):
    RECEIVED = "received", _("being checked")
    VERIFIED = "verified", _("verified")
    #: Whole and ours, but there is no trust store that says who signed.
    UNVERIFIED = "unverified", _("not verified: no trust store")
    REFUSED = "refused", _("refused")


MOVES: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.VERIFIED, State.UNVERIFIED, State.REFUSED}),
    State.UNVERIFIED: frozenset({State.RECEIVED}),
    State.REFUSED: frozenset({State.RECEIVED}),
    State.VERIFIED: frozenset(),
}


class SignedContainerQuerySet(models.QuerySet["SignedContainer"]):
    def lock(self, pk: int) -> SignedContainer:
        return self.without_content().select_for_update(no_key=True).get(pk=pk)

    def without_content(self) -> SignedContainerQuerySet:
        return self.defer("content")

    def due(self) -> SignedContainerQuerySet:
        """A worker still has to look at it. The row is the queue."""
        return self.filter(state=State.RECEIVED, next_attempt_at__lte=Now())


def new_container_reference() -> str:
    return new_reference("Q", 16)


class SignedContainer(models.Model):
    """A file in which somebody signed a statement in their own national program."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(
        max_length=20, unique=True, default=new_container_reference, editable=False
    )
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="containers")
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    #: A code of `petitions.signing.qualified.reasons`; empty unless it is refused.
    reason = models.CharField(max_length=20, blank=True)
    #: The file as it came, encrypted; null once it is forgotten or erased.
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField()
    #: "asice", "asics", "cades" or "pdf", once it is verified.
    kind = models.CharField(max_length=5, blank=True)
    #: Keyed hash of the content: the same file again is the same row.
    content_key = models.BinaryField(max_length=32)
    #: What was typed beside the file, and who signed according to it once that is known.
    told = EncryptedField()
    language = models.CharField(max_length=2)
    statement = models.ForeignKey(
        Statement, null=True, on_delete=models.PROTECT, related_name="containers"
    )
    signature = models.ForeignKey(
        Signature, null=True, on_delete=models.PROTECT, related_name="containers"
    )
    #: Whether whoever sent it is told the address of the signature's page.
    opens_signature = models.BooleanField(default=False)
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField(null=True)
    #: What the timestamp in the file says.
    signed_at = models.DateTimeField(null=True)
    #: When the file of a signature that no longer holds was let go.
    erased_at = models.DateTimeField(null=True)

    objects = SignedContainerQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed container")
        verbose_name_plural = _("signed containers")
        permissions = [("check_signedcontainer", "Can have signed containers checked again")]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "content_key"], name="one_row_for_a_container"
            ),
            models.CheckConstraint(
                name="verified_means_signed",
                condition=~Q(state="verified")
                | Q(
                    signature__isnull=False,
                    statement__isnull=False,
                    signed_at__isnull=False,
                )
                & (Q(content__isnull=False) | Q(erased_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="erased_means_empty",
                condition=Q(erased_at__isnull=True) | Q(content__isnull=True),
            ),
            models.CheckConstraint(
                name="only_verified_is_signed",
                condition=Q(state="verified") | Q(signature__isnull=True),
            ),
            models.CheckConstraint(
                name="refused_means_why",
                condition=Q(state="refused") & ~Q(reason="") | ~Q(state="refused") & Q(reason=""),
            ),
            models.CheckConstraint(
                name="judged_means_dated",
                condition=Q(state="received") | Q(checked_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state="received"),
                name="containers_to_check",
            ),
            models.Index(fields=["state", "received_at"], name="containers_by_state"),
        ]

    def __str__(self) -> str:
        return self.reference

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("A container that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )
