from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from petitions.models.petition import Petition
from petitions.models.signature import Assurance, Signature
from testimonies.errors import Refusal
from testimonies.evidence.kept_path import KeptPath
from testimonies.models.institution import SignatoryField
from testimonies.privacy.encrypted_field import EncryptedField

LINES = 15


class SheetState(models.TextChoices):
    RECEIVED = "received", _("being read")
    READ = "read", _("read by two people")


class PaperSheetQuerySet(models.QuerySet["PaperSheet"]):
    def lock(self, pk: int) -> PaperSheet:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)


class PaperSheet(models.Model):
    """A numbered printed sheet that came back; its lines are keyed by two people."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="sheets")
    #: An institution's code, or `letters`: to whom the sheet says that it goes.
    addressee = models.CharField(max_length=50)
    #: Ids of the `PetitionTarget` rows, and what a line asks, as they were when it came.
    targets = ArrayField(models.BigIntegerField())
    fields = ArrayField(models.CharField(max_length=20, choices=SignatoryField))
    language = models.CharField(max_length=2)
    #: As printed, without its dash.
    number = models.CharField(max_length=10)
    #: Somebody copied a sheet before people signed: which of them it is.
    copy = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=SheetState, default=SheetState.RECEIVED)
    received_on = models.DateField()
    #: Whose personal codes the institution asks for; empty where it asks for none.
    code_country = models.CharField(max_length=2, blank=True)
    #: The country of a line that names none.
    country = models.CharField(max_length=2, blank=True)
    #: The number of the last line on which something is written.
    lines_filled = models.PositiveSmallIntegerField()
    #: How many of them two people could read; null until they have read all.
    lines_legible = models.PositiveSmallIntegerField(null=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True)

    objects = PaperSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper sheet")
        verbose_name_plural = _("paper sheets")
        permissions = [("key_paper", "Can register, key and verify paper sheets")]
        constraints = [
            models.UniqueConstraint(fields=["number", "copy"], name="sheets_are_numbered"),
            models.CheckConstraint(
                name="a_sheet_has_lines",
                condition=Q(lines_filled__gte=1, lines_filled__lte=LINES, copy__gte=1),
            ),
            models.CheckConstraint(
                name="legible_lines_are_lines",
                condition=Q(lines_legible__isnull=True) | Q(lines_legible__lte=F("lines_filled")),
            ),
            models.CheckConstraint(
                name="read_means_counted_and_dated",
                condition=Q(state="received", lines_legible__isnull=True, read_at__isnull=True)
                | Q(state="read", lines_legible__isnull=False, read_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        half = len(self.number) // 2
        shown = f"{self.number[:half]}-{self.number[half:]}"
        return shown if self.copy == 1 else f"{shown} ({self.copy})"


class Reading(models.TextChoices):
    """What somebody made of a line."""

    LEGIBLE = "legible", pgettext_lazy("a line of a sheet", "Read")
    ILLEGIBLE = "illegible", _("Cannot be read")
    EMPTY = "empty", _("Empty or struck out")


class LineState(models.TextChoices):
    WAITING = "waiting", _("to be keyed")
    KEYED = "keyed", _("keyed by one person")
    DIFFERS = "differs", _("read differently by two")
    VERIFIED = "verified", _("read by two people")


MOVES: dict[LineState, frozenset[LineState]] = {
    LineState.WAITING: frozenset({LineState.KEYED}),
    LineState.KEYED: frozenset({LineState.VERIFIED, LineState.DIFFERS, LineState.WAITING}),
    LineState.DIFFERS: frozenset({LineState.VERIFIED, LineState.WAITING}),
    LineState.VERIFIED: frozenset(),
}


class PaperLine(models.Model):
    """One line of a sheet: what one person read there, and what another did."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sheet = models.ForeignKey(PaperSheet, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=LineState, default=LineState.WAITING)
    reading = models.CharField(max_length=9, choices=Reading, blank=True)
    #: By `SignatoryField`, and code_country; empty for a line that cannot be read
    told = EncryptedField(null=True)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    keyed_at = models.DateTimeField(null=True)
    #: What the other person read, while both versions stand side by side.
    other_reading = models.CharField(max_length=9, choices=Reading, blank=True)
    other = EncryptedField(null=True)
    other_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True)
    #: The signature that this line made, if it made one.
    signature = models.OneToOneField(
        Signature, null=True, on_delete=models.PROTECT, related_name="paper_line"
    )
    #: How the same person has signed elsewhere, where that is what counts.
    duplicate_of = models.CharField(max_length=14, choices=Assurance, blank=True)
    #: When what people had read there was erased.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="lines_are_numbered"),
            models.CheckConstraint(
                name="a_line_is_on_the_sheet", condition=Q(number__gte=1, number__lte=LINES)
            ),
            models.CheckConstraint(
                name="keyed_means_by_whom_and_when",
                condition=Q(
                    state="waiting", keyed_by=None, keyed_at=None, told__isnull=True, reading=""
                )
                | (
                    ~Q(state="waiting")
                    & Q(keyed_by__isnull=False, keyed_at__isnull=False)
                    & ~Q(reading="")
                ),
            ),
            models.CheckConstraint(
                name="legible_means_told",
                condition=~Q(reading="legible")
                | Q(told__isnull=False)
                | Q(erased_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_erased_line_is_empty",
                condition=Q(erased_at=None) | Q(told__isnull=True, other__isnull=True),
            ),
            models.CheckConstraint(
                name="verified_means_by_another_person",
                condition=Q(verified_by=None, verified_at=None) & ~Q(state="verified")
                | Q(state="verified", verified_by__isnull=False, verified_at__isnull=False)
                & ~Q(verified_by=F("keyed_by")),
            ),
            models.CheckConstraint(
                name="read_differently_means_by_another_person",
                condition=Q(other_by=None, other__isnull=True, other_reading="")
                & ~Q(state="differs")
                | Q(state="differs", other_by__isnull=False)
                & ~Q(other_reading="")
                & ~Q(other_by=F("keyed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of sheet {self.sheet_id}"

    def must_allow(self, to: LineState) -> None:
        here = LineState(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("A line that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )


class PaperScan(models.Model):
    """One picture of a sheet, drawn anew from what was uploaded, and kept encrypted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sheet = models.ForeignKey(PaperSheet, on_delete=models.PROTECT, related_name="scans")
    #: Name inside the evidence storage: made by us, says nothing. Empty once it is removed.
    path = KeptPath(max_length=120, blank=True)
    #: SHA-256 of the picture before it was encrypted, and of the file that was uploaded.
    sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="a_picture_is_there_once",
            ),
        ]

    def __str__(self) -> str:
        return f"scan {self.pk}"
