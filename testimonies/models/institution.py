from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from testimonies.models.wording import in_this_language


class Confidence(models.TextChoices):
    VERIFIED = "verified", _("Read in the law or on an official page")
    PARTLY_VERIFIED = "partly_verified", _("Partly read, partly from memory")
    FROM_MEMORY = "from_memory", _("From memory, nobody has checked it")


class InstitutionKind(models.TextChoices):
    PARLIAMENT = "parliament", _("Parliament")
    GOVERNMENT = "government", _("Government")
    EU_INSTITUTION = "eu_institution", _("Institution of the European Union")


class Eligibility(models.TextChoices):
    ANYONE = "anyone", _("Anyone")
    RESIDENT = "resident", _("Residents")
    CITIZEN = "citizen", _("Citizens")
    CITIZEN_OR_RESIDENT = "citizen_or_resident", _("Citizens and residents")


class SignatoryField(models.TextChoices):
    """What a target may ask of a signatory, in the order in which a form asks it."""

    NAME = "name", _("Name")
    EMAIL = "email", _("E-mail address")
    COUNTRY = "country", _("Country")
    BIRTH_DATE = "birth_date", _("Date of birth")
    PERSONAL_CODE = "personal_code", _("Personal code")
    ADDRESS = "address", _("Address")
    NATIONALITY = "nationality", _("Nationality")


class Assurance(models.TextChoices):
    """How sure we are that the person who signed is who they say."""

    EMAIL = "email", _("Confirmed by e-mail")
    EID = "eid", _("Signed in with an electronic identity")
    QUALIFIED = "qualified", _("Qualified electronic signature")
    PAPER = "paper", _("Paper")
    PAPER_VERIFIED = "paper_verified", _("Paper, keyed by two people")


class Format(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    PDF = "pdf", "PDF"


class Channel(models.TextChoices):
    DESK = "desk", _("Their desk page here")
    DROP = "drop", _("A shared folder")
    EMAIL = "email", _("E-mail")
    SFTP = "sftp", "SFTP"
    S3 = "s3", "S3"
    GATEWAY = "gateway", _("Gateway of a delivery network")
    POST = "post", _("Post")


class ReceiptRule(models.TextChoices):
    ACKNOWLEDGEMENT = "acknowledgement", _("A clerk acknowledges it")
    REGISTRY_NUMBER = "registry_number", _("A clerk enters their registry number")
    COUNTERSIGNATURE = "countersignature", _("They return the file with their own signature")
    POSTAL_RECEIPT = "postal_receipt", _("The post confirms that it arrived")


class Schedule(models.TextChoices):
    """How often a bundle is usual. When one is made, the schedules of the desk say."""

    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    AT_THRESHOLD = "at_threshold", _("Once enough have signed")
    AT_CLOSE = "at_close", _("When the petition has closed")


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def with_checked_contact(self) -> InstitutionQuerySet:
        return self.filter(contact_verified_at__isnull=False)


class Institution(models.Model):
    """A public body to which petitions are addressed and bundles are delivered."""

    code = models.SlugField(unique=True)
    names = models.JSONField(help_text=_("Language code and name; English is always there."))
    kind = models.CharField(max_length=20, choices=InstitutionKind)
    country = models.CharField(max_length=2)
    languages = ArrayField(models.CharField(max_length=5))
    postal_address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    #: Of somebody else there: the passcode of their desk goes to this one, and the link never.
    second_email = models.EmailField(blank=True, default="", db_default="")
    contact_verified_at = models.DateTimeField(null=True, blank=True)
    #: age, or a certificate: see testimonies.institutions.keys
    encryption_key = models.CharField(
        max_length=8000,
        blank=True,
        help_text=_("age1…, or a certificate in PEM for a body that opens files in DigiDoc4."),
    )
    max_attachment_mb = models.PositiveIntegerField(null=True, blank=True)
    source = models.TextField()
    verification = models.CharField(max_length=20, choices=Confidence)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["country", "code"]
        constraints = [
            models.CheckConstraint(
                name="institution_has_an_english_name", condition=Q(names__has_key="en")
            ),
            models.CheckConstraint(name="institution_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="checked_contact_is_there",
                condition=Q(contact_verified_at__isnull=True) | ~Q(postal_address="", email=""),
            ),
            models.CheckConstraint(
                name="link_and_passcode_go_to_two_mailboxes",
                condition=Q(second_email="") | ~Q(second_email__iexact=F("email")),
            ),
            models.CheckConstraint(
                name="institution_key_is_for_age_or_a_certificate",
                condition=Q(encryption_key="")
                | Q(encryption_key__startswith="age1")
                | Q(encryption_key__startswith="-----BEGIN CERTIFICATE-----"),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_this_language(self.names).text


class TargetProfileQuerySet(models.QuerySet["TargetProfile"]):
    def formal(self) -> TargetProfileQuerySet:
        """Profiles under a law of their own, where not every signature counts."""
        return self.filter(is_ordinary_letter=False)

    def letters(self) -> TargetProfileQuerySet:
        return self.filter(is_ordinary_letter=True)


class TargetProfile(models.Model):
    """What one institution asks of a petition and of those who sign it."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="profiles")
    code = models.SlugField(unique=True)
    label = models.JSONField(help_text=_("Language code and label; English is always there."))
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    eligibility = models.CharField(max_length=20, choices=Eligibility)
    eligible_country = models.CharField(max_length=2, blank=True)
    required_fields = ArrayField(models.CharField(max_length=20, choices=SignatoryField))
    accepted_assurance = ArrayField(models.CharField(max_length=20, choices=Assurance))
    threshold = models.PositiveIntegerField(null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(null=True, blank=True)
    list_is_public = models.BooleanField(default=False)
    formats = ArrayField(models.CharField(max_length=5, choices=Format))
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.DESK)
    schedule = models.CharField(
        max_length=15, choices=Schedule, default=Schedule.MONTHLY, db_default=Schedule.MONTHLY
    )
    retention_days = models.PositiveIntegerField(default=365)
    receipt_rule = models.CharField(
        max_length=20, choices=ReceiptRule, default=ReceiptRule.ACKNOWLEDGEMENT
    )
    second_release = models.BooleanField(
        default=False, help_text=_("Two release officers must agree before a bundle leaves.")
    )
    is_ordinary_letter = models.BooleanField(default=False)
    note = models.JSONField(help_text=_("Shown before signing: what a signature counts for."))
    source = models.TextField()
    verification = models.CharField(max_length=20, choices=Confidence)
    checked_on = models.DateField(null=True, blank=True)

    objects = TargetProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile of an institution")
        verbose_name_plural = _("profiles of institutions")
        ordering = ["institution__country", "institution__code", "is_ordinary_letter"]
        constraints = [
            models.CheckConstraint(
                name="profile_speaks_english",
                condition=Q(label__has_key="en", note__has_key="en"),
            ),
            models.CheckConstraint(name="profile_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="profile_is_for_anyone_or_names_a_country",
                condition=Q(eligibility=Eligibility.ANYONE, eligible_country="")
                | (~Q(eligibility=Eligibility.ANYONE) & ~Q(eligible_country="")),
            ),
            models.CheckConstraint(
                name="profile_asks_only_known_fields",
                condition=Q(required_fields__contained_by=SignatoryField.values),
            ),
            models.CheckConstraint(
                name="profile_accepts_known_assurance",
                condition=Q(accepted_assurance__contained_by=Assurance.values)
                & Q(accepted_assurance__len__gt=0),
            ),
            models.CheckConstraint(
                name="profile_wants_known_formats",
                condition=Q(formats__contained_by=Format.values) & Q(formats__len__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return in_this_language(self.label).text

    @property
    def plain_note(self) -> str:
        return in_this_language(self.note).text
