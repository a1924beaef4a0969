from __future__ import annotations

import uuid

from django.db import models

from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField


class SealedAnswers(models.Model):
    """What was told under seal: apart from the other answers, opened with a reason, or never."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="sealed")
    #: {page: {control: values}}
    answers = EncryptedField()

    class Meta:
        default_permissions = ()
        permissions = [("open_seal", "Can open what was told under seal")]

    def __str__(self) -> str:
        return f"sealed {self.uuid}"
