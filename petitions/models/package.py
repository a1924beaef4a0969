from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition
from testimonies.errors import Refusal
from testimonies.models import ConsentRecord, Institution, Submission
from testimonies.privacy.encrypted_field import EncryptedField


class Format(models.TextChoices):
    EARK = "eark", _("E-ARK submission package (SIP)")
    BAGIT = "bagit", _("plain BagIt")


class State(models.TextChoices):
    ASKED = "asked", _("being written")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    #: The file is deleted; what was in it stays told by its digest.
    DELETED = "deleted", _("deleted")


MOVES: dict[State, frozenset[State]] = {
    State.ASKED: frozenset({State.READY, State.FAILED, State.DELETED}),
    State.READY: frozenset({State.DELETED}),
    State.FAILED: frozenset({State.ASKED, State.DELETED}),
    State.DELETED: frozenset(),
}


class ArchivePackageQuerySet(models.QuerySet["ArchivePackage"]):
    def lock(self, pk: int) -> ArchivePackage:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def unfinished(self) -> ArchivePackageQuerySet:
        """A worker still has to write it. The row is the queue."""
        return self.filter(state=State.ASKED)

    def kept(self) -> ArchivePackageQuerySet:
        """There is a file, or there may be soon."""
        return self.exclude(state=State.DELETED)

    def outlived(self) -> ArchivePackageQuerySet:
        """Kept for long enough, or deleted with something still lying about."""
        return self.kept().filter(delete_at__lte=Now()) | self.filter(
            state=State.DELETED, removed_at=None
        )


class ArchivePackage(models.Model):
    """A petition, or a testimony or claim, as one file for a national archive."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Names the package, its folder and its file. Plain ASCII.
    identifier = models.CharField(max_length=150, unique=True)
    petition = models.ForeignKey(
        Petition, null=True, on_delete=models.PROTECT, related_name="archive_packages"
    )
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="archive_packages"
    )
    #: The consent on which a testimony or claim goes.
    consent = models.ForeignKey(
        ConsentRecord, null=True, on_delete=models.PROTECT, related_name="+"
    )
    format = models.CharField(max_length=5, choices=Format)
    #: Whom it is for, as it stands in the package.
    archive = models.CharField(max_length=200)
    #: The same in the directory, where it is an institution that a consent can name.
    institution = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Under which agreement with the archive; may be empty.
    agreement = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    #: What was to be told when it was asked for, so that it is written alike however often.
    frozen = EncryptedField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    ready_at = models.DateTimeField(null=True)
    #: SHA-256 (hex) and size of the file.
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    #: When it is deleted at the latest.
    delete_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    #: When nothing of it was left on disk.
    removed_at = models.DateTimeField(null=True)

    objects = ArchivePackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("archive package")
        verbose_name_plural = _("archive packages")
        permissions = [("make_archivepackage", "Can make and take archive packages")]
        constraints = [
            models.CheckConstraint(
                name="a_package_is_of_one_thing",
                condition=Q(petition__isnull=False, submission=None, consent=None)
                | Q(petition=None, submission__isnull=False, consent__isnull=False),
            ),
            models.CheckConstraint(
                name="a_ready_package_has_a_digest",
                condition=~Q(state="ready")
                | ~Q(sha256="") & Q(size__isnull=False, ready_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_deleted_package_tells_nothing_more",
                condition=~Q(state="deleted") | Q(frozen=None, deleted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_deleted_packages_are_removed",
                condition=Q(removed_at=None) | Q(state="deleted"),
            ),
            models.CheckConstraint(
                name="a_failed_package_says_why", condition=~Q(state="failed") | ~Q(problem="")
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="asked"), name="packages_to_write")
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def file_name(self) -> str:
        return f"{self.identifier}.zip"

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("An archive package that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )
