from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from testimonies.models.evidence import Evidence
from testimonies.models.testimony import Testimony, Verification
from testimonies.privacy.encrypted_field import EncryptedField


class Weighing(models.Model):
    """What somebody found on a day about how well a testimony is supported, and why.

    The newest one is the verification of the testimony. None is ever changed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    testimony = models.ForeignKey(Testimony, on_delete=models.PROTECT, related_name="weighings")
    found = models.CharField(max_length=26, choices=Verification)
    #: The testimony, of somebody else, that tells the same.
    other = models.ForeignKey(
        Testimony, null=True, on_delete=models.PROTECT, related_name="supports"
    )
    #: The paper that shows it.
    paper = models.ForeignKey(
        Evidence, null=True, on_delete=models.PROTECT, related_name="supports"
    )
    #: {"why"}
    told = EncryptedField()
    #: Nobody, where what it rested on was taken back.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="supported_by_a_testimony_names_it",
                condition=~Q(found="corroborated_by_testimony") | Q(other__isnull=False),
            ),
            models.CheckConstraint(
                name="no_testimony_supports_itself",
                condition=Q(other=None) | ~Q(other=F("testimony")),
            ),
            models.CheckConstraint(
                name="supported_by_a_document_names_it",
                condition=~Q(found="corroborated_by_document") | Q(paper__isnull=False),
            ),
            models.CheckConstraint(
                name="only_doubt_comes_from_nobody",
                condition=Q(by__isnull=False) | Q(found="unverified"),
            ),
        ]

    def __str__(self) -> str:
        return f"weighing {self.pk}"
