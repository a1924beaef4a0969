from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from testimonies.models.history import Verification
from testimonies.models.wording import in_this_language


class PlaceKind(models.TextChoices):
    REGION = "region", _("Region")
    TOWN = "town", _("Town or settlement")
    CAMP = "camp", _("Camp")
    PRISON = "prison", _("Prison")
    RIVER_OR_COAST = "river_or_coast", _("River or coast")


class Place(models.Model):
    """A place of deportation or imprisonment: how it was called, and roughly where it lies."""

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=16, choices=PlaceKind)
    names = models.JSONField(
        help_text=_("Language code and name; English and Russian are always there.")
    )
    other_names = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    within = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    valid = models.CharField(
        max_length=40, blank=True, help_text=_("The years in which it was called or ran so.")
    )
    modern = models.CharField(max_length=120, blank=True, help_text=_("What it is today."))
    country = models.CharField(max_length=2, help_text=_("Where it lies today."))
    latitude = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])
    precision_km = models.PositiveSmallIntegerField(
        help_text=_("How far from this point it can lie.")
    )
    source = models.TextField()
    licence = models.CharField(max_length=80)
    doubts = models.TextField(blank=True)
    verification = models.CharField(max_length=20, choices=Verification)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="place_speaks_english_and_russian",
                condition=Q(names__has_key="en") & Q(names__has_key="ru"),
            ),
            models.CheckConstraint(name="place_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="place_lies_on_earth",
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        return in_this_language(self.names).text
