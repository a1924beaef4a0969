from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testimonies.models.archive_request import ArchiveRequest
from testimonies.models.evidence import Evidence
from testimonies.privacy.encrypted_field import EncryptedField


class Outcome(models.TextChoices):
    FOUND = "found", pgettext_lazy("letter to an archive", "found")
    PARTLY = "partly", _("found in part")
    NOT_FOUND = "not_found", _("not found")
    REFUSED = "refused", pgettext_lazy("letter to an archive", "refused")
    FORWARDED = "forwarded", _("passed on to somebody else")


class ArchiveAnswer(models.Model):
    """One thing that an archive wrote back. A later one stands beside it and changes nothing."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(ArchiveRequest, on_delete=models.PROTECT, related_name="answers")
    received_on = models.DateField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    #: {"words", "passed_on_to", "their_number"}: under which number they keep it.
    told = EncryptedField()
    #: Empty where it was written down before answers were rows of their own.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(db_default=Now(), editable=False)
    #: Scans of it; two people read each before it is used.
    papers = models.ManyToManyField(Evidence, related_name="+")

    def __str__(self) -> str:
        return f"answer {self.pk}"
