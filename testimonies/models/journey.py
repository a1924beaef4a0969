from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.models.episode import RepressionEpisode
from testimonies.models.person import PersonMention
from testimonies.privacy.encrypted_field import EncryptedField


class Mode(models.TextChoices):
    """How people were taken, or went."""

    CATTLE_WAGON = "cattle_wagon", _("In a cattle wagon")
    TRAIN = "train", _("In another train")
    BARGE = "barge", _("On a barge")
    SHIP = "ship", _("On a ship")
    LORRY = "lorry", _("On a lorry")
    CART = "cart", _("On a cart")
    SLEDGE = "sledge", _("On a sledge")
    ON_FOOT = "on_foot", _("On foot")
    OTHER = "other", _("In another way")
    UNKNOWN = "unknown", _("I do not know")


class RouteLeg(models.Model):
    """One part of a way, there or back, in the order in which it was told."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mention = models.ForeignKey(PersonMention, on_delete=models.PROTECT, related_name="legs")
    #: The period to which it belongs, where that was said.
    episode = models.ForeignKey(
        RepressionEpisode, null=True, on_delete=models.PROTECT, related_name="legs"
    )
    sequence = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=14, choices=Mode, blank=True)
    start_edtf = models.CharField(max_length=40, blank=True)
    start_earliest = models.DateField(null=True)
    start_latest = models.DateField(null=True)
    end_edtf = models.CharField(max_length=40, blank=True)
    end_earliest = models.DateField(null=True)
    end_latest = models.DateField(null=True)
    #: {"from", "to", "deaths", "start_told", "end_told"} as told
    told = EncryptedField()

    class Meta:
        ordering = ["mention", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["mention", "sequence"], name="one_leg_in_each_place"),
        ]

    def __str__(self) -> str:
        return f"leg {self.pk}"
