from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.models.episode import Proof
from testimonies.models.person import PersonMention
from testimonies.privacy.encrypted_field import EncryptedField


class PropertyKind(models.TextChoices):
    HOUSE = "house", _("House or flat")
    FARM = "farm", _("Farm buildings")
    LAND = "land", _("Land or forest")
    LIVESTOCK = "livestock", _("Animals")
    TOOLS = "tools", _("Machines and tools")
    BUSINESS = "business", _("Workshop, shop or other business")
    SAVINGS = "savings", _("Money and savings")
    VALUABLES = "valuables", _("Valuables, pictures, books")
    HOUSEHOLD = "household", _("Furniture and household")
    OTHER = "other", _("Something else")


class Returned(models.TextChoices):
    """Whether it came back."""

    NO = "no", _("No")
    PARTLY = "partly", _("In part")
    YES = "yes", _("Yes")
    MONEY = "money", _("Money was paid for it")
    UNKNOWN = "unknown", _("I do not know")


class LostProperty(models.Model):
    """Something that was taken from a person, or had to be left behind."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mention = models.ForeignKey(PersonMention, on_delete=models.PROTECT, related_name="property")
    kind = models.CharField(max_length=10, choices=PropertyKind)
    returned = models.CharField(max_length=10, choices=Returned, blank=True)
    proof = models.CharField(max_length=20, choices=Proof, default=Proof.NONE)
    taken_edtf = models.CharField(max_length=40, blank=True)
    taken_earliest = models.DateField(null=True)
    taken_latest = models.DateField(null=True)
    #: {"what", "place", "taken_by", "taken_told"} as told
    told = EncryptedField()

    class Meta:
        verbose_name_plural = "lost property"

    def __str__(self) -> str:
        return f"property {self.pk}"
