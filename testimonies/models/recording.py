from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.models.evidence import Evidence
from testimonies.privacy.encrypted_field import EncryptedField


class Version(models.TextChoices):
    """In which form it is written what is said."""

    VERBATIM = "verbatim", _("word for word")
    EDITED = "edited", _("edited, to be read")
    TRANSLATION = "translation", _("translation")
    PUBLIC = "public", _("public version")


class Stage(models.TextChoices):
    WRITING = "writing", _("being written")
    PROPOSED = "proposed", _("proposed, waits for a second person")
    APPROVED = "approved", _("agreed by two people")


class WhyTakenBack(models.TextChoices):
    """Why a version is taken back: a closed list, since words would stay in custody for ever."""

    NAME = "name", _("A name is to be covered")
    TIME = "time", _("A time is to be covered")
    MISTAKE = "mistake", _("There is a mistake in it")
    OTHER = "other", _("Something else")


#: Only a public version leaves the first one.
MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.WRITING: frozenset({Stage.PROPOSED}),
    Stage.PROPOSED: frozenset({Stage.WRITING, Stage.APPROVED}),
    Stage.APPROVED: frozenset({Stage.WRITING}),
}


class RecordingQuerySet(models.QuerySet["Recording"]):
    def lock(self, pk: int) -> Recording:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)


class Recording(models.Model):
    """A voice or a film among the papers, of which it is written down what is said."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="recording")
    #: In which it is spoken, and its index is written.
    language = models.CharField(max_length=2)
    #: As long as its clean copy plays; null until a worker has looked.
    duration_ms = models.PositiveIntegerField(null=True)
    #: A file that kills whoever measures it is not tried for ever.
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"recording {self.pk}"


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    def lock(self, pk: int) -> Transcript:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def approved(self) -> TranscriptQuerySet:
        return self.filter(state=Stage.APPROVED)


class Transcript(models.Model):
    """What is said in a recording, in one version and one language."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="transcripts")
    version = models.CharField(max_length=11, choices=Version)
    language = models.CharField(max_length=2)
    #: Beside which it is read.
    made_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="made_into"
    )
    state = models.CharField(max_length=8, choices=Stage, default=Stage.WRITING)
    #: One more with each saving.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)
    #: Words covered in the case until then were looked for in its lines: it was begun after that,
    #: was made from one of which the same is true, or was read again. Saving says nothing of it.
    read_up_to = models.DateTimeField(db_default=Now(), editable=False)
    #: Who read it again last; null where nobody had to.
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "version", "language"], name="one_transcript_of_a_version"
            ),
            models.CheckConstraint(
                name="only_public_versions_are_proposed",
                condition=Q(state="writing", proposed_by=None, approved_by=None)
                | Q(version="public", proposed_by__isnull=False, proposed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_public_version_is_agreed_by_another_person",
                condition=~Q(state="approved") & Q(approved_by=None, approved_at=None)
                | Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                & ~Q(approved_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"transcript {self.pk}"

    def must_allow(self, to: Stage) -> None:
        if self.version != Version.PUBLIC or to not in MOVES[Stage(self.state)]:
            raise Refusal(_("Somebody has decided about this already."))


class Segment(models.Model):
    """What is said from one moment of a recording to another, and by whom."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    transcript = models.ForeignKey(Transcript, on_delete=models.PROTECT, related_name="segments")
    start_ms = models.PositiveIntegerField()
    end_ms = models.PositiveIntegerField()
    #: {"speaker", "text"}
    told = EncryptedField()
    #: One more with each change, so that two people who change it at once notice each other.
    revision = models.PositiveIntegerField(default=1, db_default=1)
    #: Whose words these are, and since when; null where nobody kept that yet.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["transcript", "start_ms"], name="segments_in_order")]
        constraints = [
            models.CheckConstraint(
                name="a_segment_ends_after_it_begins", condition=Q(start_ms__lt=F("end_ms"))
            ),
        ]

    def __str__(self) -> str:
        return f"segment {self.pk}"


class IndexPoint(models.Model):
    """A moment of a recording with a title, and what historians look for there."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="points")
    at_ms = models.PositiveIntegerField()
    #: {"title", "keywords", "place", "period"}
    told = EncryptedField()
    revision = models.PositiveIntegerField(default=1, db_default=1)
    #: Null where nobody kept that yet.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "at_ms"],
                name="one_index_point_at_a_moment",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"index point {self.pk}"
