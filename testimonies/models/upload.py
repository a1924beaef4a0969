from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from testimonies.models.case import Case
from testimonies.models.evidence import Evidence
from testimonies.privacy.encrypted_field import EncryptedField


class UploadQuerySet(models.QuerySet["Upload"]):
    def lock(self, pk: int) -> Upload:
        return self.select_for_update(no_key=True).get(pk=pk)

    def unfinished(self) -> UploadQuerySet:
        """Nobody has made a paper of it yet."""
        return self.filter(taken_at=None)


class Upload(models.Model):
    """A file on its way to us: so much of it has come, and it can go on after a cut."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="uploads")
    #: {"file_name", "type"} as the browser says them
    told = EncryptedField()
    #: Keyed hash by which the same file of the same person is known again; empty for recordings.
    mark = models.BinaryField(max_length=32, default=b"")
    #: Bytes; not known while something is being recorded.
    length = models.PositiveBigIntegerField(null=True)
    #: So many bytes are on our disk for good.
    offset = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    #: The paper that it became.
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="uploads_that_expire")]
        constraints = [
            models.CheckConstraint(
                name="no_more_than_announced",
                condition=Q(length=None) | Q(offset__lte=F("length")),
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"

    @property
    def is_complete(self) -> bool:
        return self.offset == self.length

    @property
    def player(self) -> str:
        """The element of a page in which a recording is played."""
        is_film = str(self.told.get("type", "")).startswith("video/")
        return "video" if is_film else "audio"
