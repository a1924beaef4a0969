from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.delivery import Delivery
from testimonies.models.evidence import Scan
from testimonies.privacy.encrypted_field import EncryptedField


class ResponseKind(models.TextChoices):
    ACKNOWLEDGEMENT = "acknowledgement", _("it has arrived")
    VERIFICATION = "verification", _("how many signatures they find valid")
    QUESTION = "question", _("question")
    COUNTERSIGNATURE = "countersignature", _("the file with their own signature")
    ANSWER = "answer", _("answer")
    HEARING = "hearing", _("hearing")
    DECISION = "decision", _("decision")
    REJECTION = "rejection", _("rejection")
    REFERRAL = "referral", _("passed on to another body")


#: What the institution does about the petition itself; everybody may come to know of it.
OUTCOMES = frozenset(
    {
        ResponseKind.ANSWER,
        ResponseKind.HEARING,
        ResponseKind.DECISION,
        ResponseKind.REJECTION,
        ResponseKind.REFERRAL,
    }
)
#: With these the institution has answered; a hearing is on the way there.
ANSWERS = OUTCOMES - {ResponseKind.HEARING}


#: What is between clerks and us, and may name people in the bundle: words go when it goes.
ABOUT_PEOPLE = frozenset({ResponseKind.QUESTION, ResponseKind.VERIFICATION})


class ResponseQuerySet(models.QuerySet["InstitutionResponse"]):
    def lock(self, pk: int) -> InstitutionResponse:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def public(self) -> ResponseQuerySet:
        return self.filter(published_at__isnull=False)

    def open_questions(self) -> ResponseQuerySet:
        return self.filter(kind=ResponseKind.QUESTION, replied_at=None)

    def about_people(self) -> ResponseQuerySet:
        return self.filter(kind__in=ABOUT_PEOPLE)

    def outlived(self) -> ResponseQuerySet:
        """Of bundles that were let go. A question that nobody has answered yet stays."""
        own = self.about_people().filter(delivery__bundle__forgotten_at__isnull=False)
        return own.exclude(kind=ResponseKind.QUESTION, replied_at=None)

    def to_read(self) -> ResponseQuerySet:
        """Nobody of the staff has looked at what the institution tells yet."""
        return self.filter(kind__in=OUTCOMES, read_at=None)


class InstitutionResponse(models.Model):
    """One thing that an institution said about a bundle: that it arrived, a count, an answer."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="responses")
    kind = models.CharField(
        max_length=16, choices=ResponseKind, default=ResponseKind.ACKNOWLEDGEMENT
    )
    #: Theirs: of the acknowledgement always, of an answer where they gave one.
    registry_number = models.CharField(max_length=100, blank=True)
    #: {"clerk", "text", "file_name", "signers"}: who wrote, and what; only what there is.
    told = EncryptedField()
    #: The language of the page on which it was written.
    language = models.CharField(max_length=2, blank=True)
    #: SHA-256 of the file that was acknowledged
    digest = models.CharField(max_length=64, blank=True)
    verified_count = models.PositiveIntegerField(null=True)
    invalid_count = models.PositiveIntegerField(null=True)
    #: The day of the hearing, the decision or the answer.
    on = models.DateField(null=True)
    #: Where the institution itself shows it to everybody.
    web_address = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    #: Whoever of the staff wrote it down, because it came by telephone or by post.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: What the institution itself says: everybody may know.
    may_be_public = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    #: The words that everybody reads, as staff let them out: without names of private people.
    public_text = models.TextField(blank=True)
    #: {"text"}: what we answered to a question
    reply = EncryptedField(null=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of an institution")
        verbose_name_plural = _("answers of institutions")
        constraints = [
            models.CheckConstraint(
                name="an_acknowledgement_has_number_and_digest",
                condition=~Q(kind="acknowledgement") | (~Q(registry_number="") & ~Q(digest="")),
            ),
            models.UniqueConstraint(
                fields=["delivery"],
                condition=Q(kind="acknowledgement"),
                name="a_delivery_arrives_once",
            ),
            models.CheckConstraint(
                name="a_verification_has_a_count",
                condition=~Q(kind="verification") | Q(verified_count__isnull=False),
            ),
            models.CheckConstraint(
                name="outcomes_have_a_day",
                condition=~Q(kind__in=sorted(OUTCOMES)) | Q(on__isnull=False),
            ),
            models.CheckConstraint(
                name="only_outcomes_are_public",
                condition=Q(published_at=None)
                | Q(kind__in=sorted(OUTCOMES), may_be_public=True, read_by__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_not_published_has_no_public_text",
                condition=Q(public_text="") | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="read_means_by_whom",
                condition=Q(read_at=None, read_by=None)
                | Q(read_at__isnull=False, read_by__isnull=False),
            ),
            models.CheckConstraint(
                name="only_questions_are_replied_to",
                condition=Q(reply=None, replied_at=None, replied_by=None)
                | Q(
                    kind="question",
                    reply__isnull=False,
                    replied_at__isnull=False,
                    replied_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="their_page_is_encrypted_on_its_way",
                condition=Q(web_address="") | Q(web_address__startswith="https://"),
            ),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"

    @property
    def words(self) -> str:
        """What they wrote, and what we answered."""
        return f"{self.told.get('text', '')} {(self.reply or {}).get('text', '')}"

    @property
    def is_forgotten(self) -> bool:
        """Its words were erased, since they named people or may do so."""
        return self.kind in ABOUT_PEOPLE and not self.told

    @property
    def can_be_forgotten(self) -> bool:
        """Nobody waits for an answer any more."""
        is_open = self.kind == ResponseKind.QUESTION and self.replied_at is None
        return self.kind in ABOUT_PEOPLE and bool(self.told) and not is_open


class ResponseFile(models.Model):
    """A file that an institution sent with its answer, or its signature under our bundle."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    response = models.OneToOneField(
        InstitutionResponse, on_delete=models.PROTECT, related_name="file"
    )
    #: The file as it came, encrypted; of a bundle that came back, the signatures that are new.
    content = models.BinaryField()
    #: Of the file as it came.
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    #: A media type, by the content.
    kind = models.CharField(max_length=100)
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_response_file_has_a_digest", condition=~Q(sha256="") & ~Q(kind="")
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(scan="pending"), name="answers_to_scan")
        ]

    def __str__(self) -> str:
        return f"response file {self.pk}"
