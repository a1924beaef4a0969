from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Actor(models.TextChoices):
    STAFF = "staff", _("staff")
    SUBMITTER = "submitter", _("submitter")
    SIGNER = "signer", _("signer")
    INSTITUTION = "institution", _("institution")
    SYSTEM = "system", _("Atmintis")


class CustodyEvent(models.Model):
    """One line of the record of who did what to which row, or who read what. Written once."""

    at = models.DateTimeField(db_default=Now(), editable=False)
    event = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor = models.CharField(max_length=12, choices=Actor)
    detail = models.JSONField(default=dict)
    #: The place in the chain, and SHA-256 over the previous hash and this line; set once.
    position = models.BigIntegerField(null=True, unique=True)
    hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        verbose_name = _("line of custody")
        verbose_name_plural = _("lines of custody")
        indexes = [
            models.Index(fields=["subject_kind", "subject", "id"], name="custody_of_a_thing"),
            models.Index(fields=["id"], condition=Q(position=None), name="custody_not_chained"),
            # Lines come in the order of time, so that a few bytes find those of a week.
            BrinIndex(fields=["at"], name="custody_by_day", autosummarize=True),
        ]
        constraints = [
            models.CheckConstraint(
                name="chained_means_hashed",
                condition=Q(position=None, hash=None)
                | Q(position__isnull=False, hash__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"
