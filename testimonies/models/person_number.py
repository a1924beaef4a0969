from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.identity import Person
from testimonies.privacy.encrypted_field import EncryptedField


class Scheme(models.TextChoices):
    """Who gives the numbers. Another one is a decision, and a pattern beside it."""

    WIKIDATA = "wikidata", _("Wikidata")
    VIAF = "viaf", _("VIAF, names in libraries")
    ISNI = "isni", _("ISNI, names in general")
    GND = "gnd", _("GND, names in German libraries")
    MEMORIAL = "memorial", _("Victims of Political Terror in the USSR (Memorial)")
    MEMORIAAL = "memoriaal", _("Memorial to the Victims of Communism (Estonia)")
    ARCHIVE_FILE = "archive_file", _("Personal file in an archive")


class PersonNumberQuerySet(models.QuerySet["PersonNumber"]):
    def standing(self) -> PersonNumberQuerySet:
        return self.filter(ended_at=None)


class PersonNumber(models.Model):
    """The number by which another house knows a person. Our conclusion too: signed, and revisable.

    Whoever reads a number reads a name, so it lies encrypted.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="numbers")
    scheme = models.CharField(max_length=12, choices=Scheme)
    #: {"number", "source"}
    told = EncryptedField()
    #: Keyed hash of scheme and number, by which the same one is found.
    key = models.BinaryField(max_length=32)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PersonNumberQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["key"], condition=Q(ended_at=None), name="numbers_by_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                condition=Q(ended_at=None),
                name="a_person_has_a_number_once",
            ),
            models.CheckConstraint(
                name="a_number_that_ended_says_by_whom",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"number {self.pk}"
