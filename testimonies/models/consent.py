from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.case import Voice
from testimonies.models.channel import Channel
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


class ConsentQuerySet(models.QuerySet["ConsentRecord"]):
    def current(self) -> ConsentQuerySet:
        """The newest version of each submission, withdrawn or not."""
        return self.filter(superseded_at=None)

    def waiting_for_a_day(self) -> ConsentQuerySet:
        """Closed until a day, as far as nobody has looked what follows from its coming."""
        own = self.current().filter(withdrawn_at=None, embargo=Embargo.UNTIL_DATE)
        return own.filter(embargo_seen_at=None)

    def to_look_at(self) -> ConsentQuerySet:
        """Changed after handing in, and nobody of the staff has looked since."""
        return self.current().filter(version__gt=1, withdrawn_at=None, looked_at=None)


class ConsentRecord(models.Model):
    """What the submitter allowed, question by question, in the words that were shown to them.

    A change is another version; nothing but its end is ever written into an earlier one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="consents")
    version = models.PositiveSmallIntegerField(default=1)
    #: The version that was in force until this one was given.
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    #: For whom whoever gave it spoke; empty in records of before this was written down.
    capacity = models.CharField(
        max_length=12, choices=Voice, blank=True, default="", db_default=""
    )
    method = models.CharField(
        max_length=8, choices=Channel, default=Channel.WEB, db_default=Channel.WEB
    )
    #: Staff who wrote down what was given on paper or by telephone.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(max_length=2)
    #: SHA-256 of the text that was shown, in that language
    text_sha256 = models.CharField(max_length=64)
    text = models.CharField(max_length=14, choices=Audience, default=Audience.ARCHIVE)
    documents = models.CharField(max_length=14, choices=Audience, default=Audience.ARCHIVE)
    photographs = models.CharField(max_length=14, choices=Audience, default=Audience.ARCHIVE)
    #: Empty where recordings were not asked about apart from papers.
    recording = models.CharField(
        max_length=14, choices=Audience, blank=True, default="", db_default=""
    )
    identity_shown_as = models.CharField(
        max_length=12, choices=Identity, default=Identity.ANONYMOUS
    )
    uses = ArrayField(models.CharField(max_length=20, choices=Use), default=list, blank=True)
    #: Codes of the institutions that may receive it in a bundle.
    institutions = ArrayField(models.SlugField(), default=list, blank=True)
    embargo = models.CharField(max_length=12, choices=Embargo, default=Embargo.NONE)
    embargo_until = models.DateField(null=True)
    #: When it was noticed that its day has come, and who looked what follows. Nothing does by
    #: itself.
    embargo_over_at = models.DateTimeField(null=True, editable=False)
    embargo_seen_at = models.DateTimeField(null=True, editable=False)
    embargo_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(db_default=Now(), editable=False)
    superseded_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    #: When somebody of the staff looked at what was changed, and who.
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["submission"],
                condition=Q(superseded_at=None, withdrawn_at=None, looked_at=None, version__gt=1),
                name="consents_to_look_at",
            ),
            models.Index(
                fields=["embargo_until"],
                condition=Q(
                    embargo="until_date",
                    embargo_seen_at=None,
                    superseded_at=None,
                    withdrawn_at=None,
                ),
                name="consents_that_wait_for_a_day",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "version"], name="one_consent_per_version"
            ),
            models.CheckConstraint(
                name="later_consents_supersede_another",
                condition=Q(version=1, supersedes=None)
                | Q(version__gt=1, supersedes__isnull=False) & ~Q(supersedes=F("id")),
            ),
            models.CheckConstraint(
                name="looked_at_by_somebody",
                condition=Q(looked_at=None, looked_by=None)
                | Q(looked_at__isnull=False, looked_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(superseded_at=None),
                name="one_current_consent_per_submission",
            ),
            models.CheckConstraint(
                name="an_end_of_waiting_is_seen_by_somebody",
                condition=Q(embargo_seen_at=None, embargo_seen_by=None)
                | Q(
                    embargo_seen_at__isnull=False,
                    embargo_seen_by__isnull=False,
                    embargo_over_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="embargo_until_a_date_has_a_date",
                condition=~Q(embargo="until_date") | Q(embargo_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    @property
    def is_to_look_at(self) -> bool:
        is_current = self.superseded_at is None and self.withdrawn_at is None
        return is_current and self.version > 1 and self.looked_at is None
