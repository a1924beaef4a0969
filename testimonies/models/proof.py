from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from testimonies.models.history import LegalBasis, Verification
from testimonies.models.wording import Wording, in_this_language


class Need(models.TextChoices):
    """What a scheme wants to see shown, whatever it calls the paper."""

    IDENTITY = "identity", _("Who applies")
    STANDING = "standing", _("The right to apply for another person")
    KINSHIP = "kinship", _("How the two people are related")
    KIND = "kind", _("What kind of repression it was")
    START = "start", _("When it began")
    END = "end", _("When it ended")
    MONTHS = "months", _("How many months it lasted")
    CAMP = "camp", _("Whether it was a camp, a camp for prisoners of war, or a settlement")
    PLACE = "place", _("Where it happened")
    PARENT_FREED = "parent_freed", _("When the parent was freed, compared with the child's birth")
    RESIDENCE = "residence", _("Citizenship or residence before the occupation")


class Holding(models.TextChoices):
    """What an archive elsewhere keeps that can show it."""

    DEPORTATION = "deportation", _("files of deported people")
    CRIMINAL = "criminal", _("files of people who were arrested or sentenced")
    CIVIL = "civil", _("records of births, marriages and deaths")
    RESIDENCE = "residence", _("lists of citizens and residents")
    PROPERTY = "property", _("papers on property that was taken")
    NAMES = "names", _("lists of names")


class Requirement(models.Model):
    """One thing that a legal basis asks to be shown, and how well we know that it does."""

    code = models.SlugField(max_length=80, unique=True)
    basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="requirements")
    need = models.CharField(max_length=20, choices=Need)
    #: What is particular here, in every language; empty where the need says it all.
    note = models.JSONField(default=dict, blank=True)
    source = models.TextField()
    last_checked_on = models.DateField(null=True, blank=True)
    verification = models.CharField(max_length=20, choices=Verification)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["basis", "position"]
        constraints = [
            models.UniqueConstraint(fields=["basis", "need"], name="a_basis_asks_a_thing_once"),
            models.CheckConstraint(name="requirement_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def remark(self) -> Wording:
        return in_this_language(self.note)


class OutsideArchive(models.Model):
    """An archive or office outside this house, to which people write for papers."""

    code = models.SlugField(max_length=60, unique=True)
    country = models.CharField(max_length=2)
    names = models.JSONField(help_text=_("Language code and name; English is always there."))
    holds = ArrayField(models.CharField(max_length=20, choices=Holding))
    #: In which it is written to; letters are in the first.
    languages = ArrayField(models.CharField(max_length=2))
    #: How it wants to be asked, in every language; empty where a letter is enough.
    note = models.JSONField(default=dict, blank=True)
    postal_address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    #: Where the address was read; nobody has checked it while `contact_verified_at` is empty.
    address_source = models.TextField(blank=True)
    contact_verified_at = models.DateTimeField(null=True, blank=True)
    #: Within how many days it answers, where a law or its own rules say so.
    answer_days = models.PositiveSmallIntegerField(
        _("answers within (days)"), null=True, blank=True
    )
    source = models.TextField()
    verification = models.CharField(max_length=20, choices=Verification)

    class Meta:
        verbose_name = _("archive")
        verbose_name_plural = _("archives")
        ordering = ["country", "code"]
        constraints = [
            models.CheckConstraint(
                name="outside_archive_has_an_english_name", condition=Q(names__has_key="en")
            ),
            models.CheckConstraint(
                name="outside_archive_is_written_to_in_a_language",
                condition=Q(languages__len__gt=0),
            ),
            models.CheckConstraint(name="outside_archive_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="address_of_an_archive_has_a_source_or_was_checked",
                condition=Q(postal_address="", email="")
                | ~Q(address_source="")
                | Q(contact_verified_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_this_language(self.names).text

    @property
    def remark(self) -> Wording:
        return in_this_language(self.note)

    @property
    def kept(self) -> list[str]:
        """What it keeps, in words."""
        return [str(Holding(holding).label) for holding in self.holds]
