from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from testimonies.models.wording import in_this_language


class Verification(models.TextChoices):
    SEED = "seed", _("From a founding document of this archive")
    SOURCE_SEEN = "source_seen", _("Read in the source named")
    ARCHIVAL = "archival", _("Read in an archival document")
    DISPUTED = "disputed", _("Sources differ")
    UNVERIFIED = "unverified", _("Not checked yet")


class OperationKind(models.TextChoices):
    DEPORTATION = "deportation", _("Deportation")
    KILLING = "killing", _("Mass killing")
    FAMINE = "famine", _("Famine")
    CONSCRIPTION = "conscription", _("Forced labour and conscription")
    ASSAULT = "assault", _("Armed assault")
    TOTAL = "total", _("Several operations together")


class Unit(models.TextChoices):
    PERSONS = "persons", _("people")
    FAMILIES = "families", _("families")
    DEATHS = "deaths", _("deaths")
    PERCENT = "percent", _("per cent")
    OPERATIONS = "operations", _("operations")
    YEAR = "year", _("year")
    NONE = "none", _("no number")


class OperationQuerySet(models.QuerySet["Operation"]):
    def chronological(self) -> OperationQuerySet:
        return self.order_by("earliest", "latest", "slug")


class Operation(models.Model):
    """A deportation or another mass crime that the authorities planned or carried out."""

    slug = models.SlugField(unique=True)
    names = models.JSONField(help_text=_("Language code and name; English is always there."))
    kind = models.CharField(max_length=20, choices=OperationKind)
    starts = models.CharField(max_length=40, help_text="EDTF")
    ends = models.CharField(max_length=40, blank=True, help_text="EDTF")
    earliest = models.DateField()
    latest = models.DateField()
    countries = ArrayField(models.CharField(max_length=2))
    summary = models.JSONField(help_text=_("Language code and text; English is always there."))

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("operation of repression")
        verbose_name_plural = _("operations of repression")
        ordering = ["earliest", "latest", "slug"]
        constraints = [
            models.CheckConstraint(
                name="operation_speaks_english",
                condition=Q(names__has_key="en", summary__has_key="en"),
            ),
            models.CheckConstraint(
                name="operation_ends_after_it_starts", condition=Q(latest__gte=F("earliest"))
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        return in_this_language(self.names).text


class Fact(models.Model):
    """One figure or statement about an operation, as one source gives it."""

    code = models.SlugField(max_length=80, unique=True)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="facts")
    statement = models.JSONField(help_text=_("Language code and text; English is always there."))
    value_low = models.IntegerField(null=True, blank=True)
    value_high = models.IntegerField(null=True, blank=True)
    parts = ArrayField(
        models.IntegerField(),
        default=list,
        blank=True,
        help_text=_("The smaller figures that the source adds up to this one."),
    )
    unit = models.CharField(max_length=20, choices=Unit)
    scope = models.CharField(max_length=120)
    source = models.TextField()
    as_published = models.TextField(blank=True)
    correction = models.TextField(blank=True)
    verification = models.CharField(max_length=20, choices=Verification)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["operation", "position"]
        constraints = [
            models.CheckConstraint(
                name="fact_speaks_english", condition=Q(statement__has_key="en")
            ),
            models.CheckConstraint(name="fact_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="fact_range_is_in_order",
                condition=Q(value_low__isnull=True)
                | Q(value_high__isnull=True)
                | Q(value_low__lte=F("value_high")),
            ),
            models.CheckConstraint(
                name="corrected_fact_keeps_what_was_published",
                condition=Q(correction="") | ~Q(as_published=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class InstrumentKind(models.TextChoices):
    DECREE = "decree", _("Order of the Soviet authorities")
    TREATY = "treaty", _("Treaty or declaration")
    UNITED_NATIONS = "united_nations", _("United Nations")
    COUNCIL_OF_EUROPE = "council_of_europe", _("Council of Europe")
    EUROPEAN_PARLIAMENT = "european_parliament", _("European Parliament")
    COURT = "court", _("Court decision")
    ANNEXATION = "annexation", _("Act of annexation")
    CONGRESS = "congress", _("Congress or register")


class LegalInstrument(models.Model):
    """A treaty, resolution, decree or judgment that testimonies and petitions cite."""

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=InstrumentKind)
    citation = models.TextField()
    adopted_on = models.DateField(null=True, blank=True)
    adopted = models.CharField(max_length=60, blank=True, help_text=_("The date in words."))
    operation = models.ForeignKey(
        Operation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="instruments",
        help_text=_("The operation that a decree ordered."),
    )
    as_published = models.TextField(blank=True)
    correction = models.TextField(blank=True)
    source = models.TextField()
    verification = models.CharField(max_length=20, choices=Verification)

    class Meta:
        verbose_name = _("law or resolution")
        verbose_name_plural = _("laws and resolutions")
        ordering = ["adopted_on", "slug"]
        constraints = [
            models.CheckConstraint(name="instrument_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="corrected_instrument_keeps_what_was_published",
                condition=Q(correction="") | ~Q(as_published=""),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


DAY_OR_YEAR = r"^(\d{4}(-\d{2}-\d{2})?)?$"


class Counts(models.TextChoices):
    """What must lie within the dates that a law names."""

    WHOLE = "whole", _("the whole period of repression")
    START = "start", _("the day on which it began")


class LegalBasisQuerySet(models.QuerySet["LegalBasis"]):
    def of_country(self, country: str) -> LegalBasisQuerySet:
        return self.filter(country=country)


class LegalBasis(models.Model):
    """A national law on which a claim can rest: what it covers, and who decides."""

    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2)
    title = models.JSONField(help_text=_("Language code and title; English is always there."))
    covers = models.JSONField(help_text=_("Language code and text; English is always there."))
    excludes = models.JSONField(default=dict, blank=True)
    decided_by = models.JSONField(help_text=_("Language code and the body that decides."))
    documents_asked = models.JSONField(help_text=_("Language code and one document a line."))
    #: EDTF, a day or a year; empty where the law names none, or nobody has read it there.
    names_from = models.CharField(max_length=10, blank=True)
    names_until = models.CharField(max_length=10, blank=True)
    counts = models.CharField(max_length=5, choices=Counts, default=Counts.WHOLE)
    source = models.TextField()
    last_checked_on = models.DateField(null=True, blank=True)
    verification = models.CharField(max_length=20, choices=Verification)

    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        ordering = ["country", "slug"]
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        constraints = [
            models.CheckConstraint(
                name="legal_basis_speaks_english",
                condition=Q(title__has_key="en", covers__has_key="en"),
            ),
            models.CheckConstraint(name="legal_basis_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="legal_basis_names_days_or_years",
                condition=Q(names_from__regex=DAY_OR_YEAR) & Q(names_until__regex=DAY_OR_YEAR),
            ),
            models.CheckConstraint(
                name="legal_basis_begins_before_it_ends",
                condition=Q(names_from="")
                | Q(names_until="")
                | Q(names_from__lte=F("names_until")),
            ),
            models.CheckConstraint(
                name="legal_basis_counts_known", condition=Q(counts__in=Counts.values)
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        return in_this_language(self.title).text
