from __future__ import annotations

import uuid
from uuid import uuid4

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.case import Case
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


class Evidence(models.Model):
    """Something that shows what was told: a page of a paper, a photograph, a recording."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="evidence"
    )
    #: Pages of one paper share it; `page` puts them in order.
    document = models.UUIDField(default=uuid4, db_default=RandomUUID(), db_index=True)
    page = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=28, choices=EvidenceKind, default=EvidenceKind.OTHER)
    #: {"caption", "file_name"} in the submitter's words
    told = EncryptedField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    #: Taken back by the submitter before handing in; the custody line stays.
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class FileRole(models.TextChoices):
    ORIGINAL = "original", _("original")
    ACCESS = "access", _("access copy")
    THUMBNAIL = "small", _("small grey picture")


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
    path = models.CharField(max_length=120, unique=True)
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
        constraints = [
            models.UniqueConstraint(fields=["evidence", "role"], name="one_file_of_a_role"),
            models.CheckConstraint(
                name="scanned_means_dated",
                condition=Q(scan="pending") | Q(scanned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"
