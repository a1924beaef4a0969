from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.bundle import Bundle

RENEW_BEFORE = timedelta(days=90)


class ArchiveCopyQuerySet(models.QuerySet["ArchiveCopy"]):
    def lock(self, pk: int) -> ArchiveCopy:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def due(self, at: datetime) -> ArchiveCopyQuerySet:
        """Not made yet, or soon no longer good; and its pause after a failure is over."""
        is_old = Q(good_until=None) | Q(good_until__lte=at + RENEW_BEFORE)
        kept = self.filter(forgotten_at=None, bundle__state="released")
        return kept.filter(is_old, next_attempt_at__lte=Now())


class ArchiveCopy(models.Model):
    """A released container once more, with timestamps over everything that are renewed in time.

    A bundle in several parts has one for each part.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="archive_copies")
    part = models.PositiveSmallIntegerField(default=1, db_default=1)
    #: Below `BUNDLES_ROOT`; empty until it is made and after it was forgotten.
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    #: How many archive timestamps it holds; each covers those before it.
    stamps = models.PositiveSmallIntegerField(default=0)
    stamped_at = models.DateTimeField(null=True)
    #: When the last one's certificate or algorithm ends.
    good_until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    next_attempt_at = models.DateTimeField(db_default=Now())
    forgotten_at = models.DateTimeField(null=True)

    objects = ArchiveCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("archive copy")
        verbose_name_plural = _("archive copies")
        constraints = [
            models.UniqueConstraint(fields=["bundle", "part"], name="one_archive_copy_a_part"),
            models.CheckConstraint(
                name="stamped_means_digest_and_dates",
                condition=Q(stamps=0)
                | (~Q(sha256="") & Q(stamped_at__isnull=False, good_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_file_is_there_or_forgotten",
                condition=Q(stamps=0, path="")
                | (~Q(path="") & Q(stamps__gt=0, forgotten_at=None))
                | Q(path="", forgotten_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"archive copy of {self.bundle_id}/{self.part}"
