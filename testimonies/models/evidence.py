from __future__ import annotations

import uuid
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.evidence.kept_path import KeptPath
from testimonies.models.case import Case, Draft
from testimonies.models.channel import Channel
from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField


class EvidenceKind(models.TextChoices):
    DEPORTATION_FILE = "deportation_file", _("Deportation file")
    ARCHIVE_CERTIFICATE = "archive_certificate", _("Archive certificate")
    REHABILITATION = "rehabilitation_certificate", _("Rehabilitation certificate")
    RELEASE = "release_certificate", _("Release certificate")
    REPRESSED_CARD = "repressed_person_card", _("Card of a repressed person")
    COURT_DECISION = "court_decision", _("Decision of a court or of a special board")
    EMPLOYMENT_BOOK = "employment_book", _("Employment book")
    CIVIL_RECORD = "civil_record", _("Birth, marriage or death record")
    INVENTORY = "property_inventory", _("Inventory of property")
    PHOTOGRAPH = "photograph", _("Photograph")
    LETTER = "letter", _("Letter")
    DIARY = "diary", _("Diary")
    PRESS = "press", _("Newspaper")
    MEDICAL = "medical", _("Medical record")
    STATEMENT = "sworn_statement", _("Sworn statement")
    RECORDING = "recording", _("Recording of a voice or a film")
    OTHER = "other", _("Something else")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def lock(self, pk: int) -> Evidence:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def in_use(self) -> EvidenceQuerySet:
        """What is read, shown and sent with the rest: all but what was taken back, or waits."""
        return self.filter(Q(added_later=False) | Q(second_reader__isnull=False), removed_at=None)

    def of_the_matter(self) -> EvidenceQuerySet:
        """In use, and no scan of the letter or form itself: that is for our own eyes."""
        return self.in_use().filter(as_it_came=False)

    def waiting(self) -> EvidenceQuerySet:
        """Added after handing in, and not yet read by two people."""
        return self.filter(added_later=True, second_reader=None, removed_at=None)

    def not_handed_in(self, draft: Draft | None = None) -> EvidenceQuerySet:
        """What goes with this draft; without one, what is added to something handed in before.

        What came before papers named their draft goes with what the holder hands in first.
        """
        own = Q(draft=draft)
        if draft is not None and draft.channel == Channel.WEB:
            own |= Q(draft=None)
        return self.filter(own, submission=None, removed_at=None)


class Evidence(models.Model):
    """Something that shows what was told: a page of a paper, a photograph, a recording."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="evidence"
    )
    #: With which it is handed in: the holder's own, or what the staff types in beside it.
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="papers")
    #: Pages of one paper share it; `page` puts them in order.
    document = models.UUIDField(default=uuid4, db_default=RandomUUID(), db_index=True)
    page = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=28, choices=EvidenceKind, default=EvidenceKind.OTHER)
    #: {"caption", "file_name"} in the submitter's words
    told = EncryptedField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    #: A scan of the letter or form itself: read beside what was typed in, and never sent or shown.
    as_it_came = models.BooleanField(default=False, db_default=False)
    #: Taken back by the submitter before handing in; the custody line stays.
    removed_at = models.DateTimeField(null=True)
    #: Came after its submission was handed in: until two people have read it, it is only kept.
    added_later = models.BooleanField(default=False, db_default=False)
    first_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Of a recording: words covered in the case until then were listened for in its sound.
    heard_up_to = models.DateTimeField(null=True)
    heard_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["submission"],
                condition=Q(added_later=True, second_reader=None, removed_at=None),
                name="papers_that_wait",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_later_paper_is_read_by_two",
                condition=Q(second_reader=None)
                | Q(first_reader__isnull=False, added_later=True)
                & ~Q(second_reader=F("first_reader")),
            ),
            models.CheckConstraint(
                name="whoever_hears_it_says_so",
                condition=Q(heard_by=None, heard_up_to=None)
                | Q(heard_by__isnull=False, heard_up_to__isnull=False),
            ),
            models.CheckConstraint(
                name="later_papers_belong_somewhere",
                condition=Q(added_later=False) | Q(submission__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.added_later and self.second_reader_id is None and self.removed_at is None

    @property
    def is_in_use(self) -> bool:
        """As `in_use` asks the database."""
        return self.removed_at is None and not self.is_waiting


class FileRole(models.TextChoices):
    ORIGINAL = "original", _("original")
    ACCESS = "access", _("access copy")
    THUMBNAIL = "small", _("small grey picture")
    REDACTED = "redacted", _("covered copy")
    REDACTED_THUMBNAIL = "redsmall", _("small grey picture of the covered copy")


class Scan(models.TextChoices):
    PENDING = "pending", _("not scanned yet")
    CLEAN = "clean", _("clean")
    INFECTED = "infected", _("infected")
    UNSCANNABLE = "unscannable", _("could not be scanned")


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def lock(self, pk: int) -> StoredFile:
        return self.select_for_update(no_key=True).get(pk=pk)

    def awaiting_copy(self) -> StoredFileQuerySet:
        return self.filter(role=FileRole.ORIGINAL, scan=Scan.PENDING)


class StoredFile(models.Model):
    """One file on disk. The original is never changed; what people see is a clean copy."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="files")
    role = models.CharField(max_length=8, choices=FileRole)
    #: Name inside the evidence storage: made by us, says nothing.
    path = KeptPath(max_length=120, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    claimed_type = models.CharField(max_length=100, blank=True)
    detected_type = models.CharField(max_length=100)
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.PENDING)
    scanned_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    legal_hold = models.BooleanField(default=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["evidence"],
                condition=Q(scan__in=["infected", "pending"]),
                name="files_not_clean",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "role"], name="one_file_of_a_role"),
            models.CheckConstraint(
                name="scanned_means_dated",
                condition=Q(scan="pending") | Q(scanned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"
