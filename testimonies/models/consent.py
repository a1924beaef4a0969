from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.submission import Submission


class Audience(models.TextChoices):
    """Who may see one kind of thing; each includes those below it."""

    PUBLIC = "public", _("Everybody")
    RESEARCHERS = "researchers", _("Registered researchers")
    INSTITUTIONS = "institutions", _("Only the institutions to which the petition goes")
    ARCHIVE = "archive", _("Nobody: keep it safe in the archive")


class Identity(models.TextChoices):
    FULL_NAME = "full_name", _("With the full name")
    FIRST_NAME = "first_name", _("With the first name and an initial")
    INITIALS = "initials", _("With initials")
    PSEUDONYM = "pseudonym", _("Under another name")
    ANONYMOUS = "anonymous", _("Without any name")


class Use(models.TextChoices):
    PETITION_BUNDLE = "petition_bundle", _("Sent with the petition to the institutions")
    CLAIM_SUPPORT = "claim_support", _("To support a claim")
    RESEARCH = "research", _("Research")
    EDUCATION = "education", _("Teaching")
    EXHIBITION = "exhibition", _("Exhibitions and media")


class Embargo(models.TextChoices):
    NONE = "none", _("No waiting time")
    UNTIL_DATE = "until_date", _("Not before a date")
    UNTIL_DEATH = "until_death", _("Not before my death")
    UNTIL_I_SAY = "until_i_say", _("Not before I say so")


class ConsentRecord(models.Model):
    """What the submitter allowed, question by question, in the words that were shown to them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="consents")
    version = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=2)
    #: SHA-256 of the text that was shown, in that language
    text_sha256 = models.CharField(max_length=64)
    text = models.CharField(max_length=14, choices=Audience, default=Audience.ARCHIVE)
    documents = models.CharField(max_length=14, choices=Audience, default=Audience.ARCHIVE)
    photographs = models.CharField(max_length=14, choices=Audience, default=Audience.ARCHIVE)
    recording = models.CharField(max_length=14, choices=Audience, default=Audience.ARCHIVE)
    identity_shown_as = models.CharField(
        max_length=12, choices=Identity, default=Identity.ANONYMOUS
    )
    uses = ArrayField(models.CharField(max_length=20, choices=Use), default=list, blank=True)
    #: Codes of the institutions that may receive it in a bundle.
    institutions = ArrayField(models.SlugField(), default=list, blank=True)
    embargo = models.CharField(max_length=12, choices=Embargo, default=Embargo.NONE)
    embargo_until = models.DateField(null=True)
    given_at = models.DateTimeField(db_default=Now(), editable=False)
    superseded_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(superseded_at=None),
                name="one_current_consent_per_submission",
            ),
            models.CheckConstraint(
                name="embargo_until_a_date_has_a_date",
                condition=~Q(embargo="until_date") | Q(embargo_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"
