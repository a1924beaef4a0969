from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.channel import Channel
from testimonies.privacy.encrypted_field import EncryptedField
from testimonies.privacy.references import new_reference


def new_handle() -> str:
    return new_reference("c", 16).lower()


class Case(models.Model):
    """Everything that one submitter told us, opened by one return code."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Stands in addresses; opens nothing without the session or the return code.
    handle = models.CharField(max_length=24, unique=True, default=new_handle, editable=False)
    #: Keyed hash of the 16-digit return code. The code itself is written down nowhere.
    code_key = models.BinaryField(max_length=32, unique=True)
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    #: A message to the moderators that has been written and not been sent: {"body", "window"},
    #: and from before windows were known its body alone.
    unsent = EncryptedField(null=True)
    #: When everything in it was erased. Rows stay where others point to them, and say nothing.
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"case {self.handle}"

    @property
    def unsent_body(self) -> str:
        """What was written and not sent; empty where there is nothing."""
        return str(self.unsent["body"] if isinstance(self.unsent, dict) else self.unsent or "")


class Preference(models.TextChoices):
    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By telephone")
    POST = "post", _("By post")
    RELATIVE = "relative", _("Through a relative")
    NONE = "none", _("Please do not contact me; I come back with my code")


class Submitter(models.Model):
    """Who tells us, and how we may reach them. Kept apart and encrypted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="submitter")
    #: {"name", "email", "phone", "address", "through"}: each may be missing
    contact = EncryptedField()
    preference = models.CharField(max_length=10, choices=Preference)
    safe_to_contact = models.BooleanField(default=True)
    #: Grows with each change, so that two people who change it at once notice each other.
    version = models.PositiveSmallIntegerField(default=1, db_default=1)

    def __str__(self) -> str:
        return f"submitter of {self.case_id}"


class QuestionnaireVersion(models.Model):
    """The questions as they were asked. Answers render with the version they were given under."""

    code = models.SlugField()
    version = models.PositiveSmallIntegerField()
    schema = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], name="one_questionnaire_per_version"
            ),
            models.UniqueConstraint(
                fields=["code", "sha256"], name="one_version_per_questionnaire"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Voice(models.TextChoices):
    """Who tells about whom; the questions are put in as many voices."""

    SELF = "self", _("about oneself")
    LIVING = "living", _("for a living person")
    DEAD = "dead", _("for somebody who has died")
    ORGANISATION = "organisation", _("for an organisation")


class Kind(models.TextChoices):
    TESTIMONY = "testimony", _("Testimony")
    CLAIM = "claim", _("Claim")


class DraftQuerySet(models.QuerySet["Draft"]):
    def lock(self, pk: int) -> Draft:
        return self.select_for_update(no_key=True).get(pk=pk)

    def unfinished(self) -> DraftQuerySet:
        return self.filter(submitted_at=None, sealed_at=None)

    def of_holder(self) -> DraftQuerySet:
        """Those that the holder of the return code fills in; the staff types in the others."""
        return self.filter(channel=Channel.WEB)


class Draft(models.Model):
    """Answers that have not been submitted yet: kept 180 days after the last visit."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="drafts")
    handle = models.CharField(max_length=24, unique=True, default=new_handle, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(
        max_length=8, choices=Channel, default=Channel.WEB, db_default=Channel.WEB
    )
    questionnaire = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT)
    #: {question page: its answers}
    answers = EncryptedField()
    page = models.SlugField()
    #: {"address"}: where to send the way back; no code goes there.
    email = EncryptedField(null=True)
    #: What the link in the newest letter speaks of: another letter ends it.
    link = models.UUIDField(null=True, unique=True, editable=False)
    link_made_at = models.DateTimeField(null=True)
    #: How many of the warnings before expiry have been sent since the last visit.
    warned = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    visited_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    #: After expiry nobody opens it any more; 90 days later it is erased.
    sealed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)

    #: How the sealed answers began when they were read: whether somebody has written since.
    read_as: bytes | None = None

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(submitted_at=None, sealed_at=None, channel="web"),
                name="one_open_draft_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.handle}"
