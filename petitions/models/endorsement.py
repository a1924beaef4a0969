from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition
from testimonies.errors import Refusal
from testimonies.evidence.kept_path import KeptPath
from testimonies.models.evidence import Scan
from testimonies.privacy.encrypted_field import EncryptedField


class State(models.TextChoices):
    SUBMITTED = "submitted", _("waiting for the button in the letter")
    CONFIRMED = "confirmed", _("waiting for a moderator")
    PUBLISHED = "published", _("published")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


MOVES: dict[State, frozenset[State]] = {
    State.SUBMITTED: frozenset({State.CONFIRMED}),
    State.CONFIRMED: frozenset({State.PUBLISHED, State.DECLINED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.WITHDRAWN}),
    State.DECLINED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def lock(self, pk: int) -> Endorsement:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def published(self) -> EndorsementQuerySet:
        return self.filter(state=State.PUBLISHED)

    def for_moderators(self) -> EndorsementQuerySet:
        """What nobody has confirmed by the letter's button is no business of theirs."""
        return self.exclude(state=State.SUBMITTED)

    def awaiting_copy(self) -> EndorsementQuerySet:
        return self.for_moderators().filter(scan=Scan.PENDING)


class Endorsement(models.Model):
    """The support of an organisation, with its mandate; never counted among persons."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="endorsements")
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTED)
    language = models.CharField(max_length=2)
    name = models.CharField(max_length=200)
    #: One spelling of the name, by which a second endorsement is noticed.
    folded_name = models.CharField(max_length=400)
    country = models.CharField(max_length=2)
    register_code = models.CharField(max_length=40, blank=True)
    website = models.CharField(max_length=200, blank=True)
    #: For how many people the organisation speaks, as it says itself.
    members = models.PositiveIntegerField()
    #: {"name", "role", "email"}: who speaks for it
    speaker = EncryptedField()
    #: Keyed hash of the speaker's mailbox, so that nobody is buried in our letters.
    mailbox_key = models.BinaryField(max_length=32)
    #: The paper that shows that the organisation wants this: inside the evidence storage.
    mandate_path = KeptPath(max_length=120, unique=True)
    mandate_type = models.CharField(max_length=100)
    mandate_sha256 = models.CharField(max_length=64)
    #: The clean copy, which is what moderators see.
    copy_path = KeptPath(max_length=120, blank=True)
    copy_type = models.CharField(max_length=100, blank=True)
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: A small PNG that we drew ourselves.
    logo_path = KeptPath(max_length=120, blank=True)
    logo_sha256 = models.CharField(max_length=64, blank=True)
    submitted_at = models.DateTimeField(db_default=Now(), editable=False)
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    #: Why staff declined or withdrew it; the organisation reads this.
    reason = models.CharField(max_length=300, blank=True)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        permissions = [("moderate_endorsement", "Can publish and decline endorsements")]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "folded_name"],
                condition=Q(state="published"),
                name="an_organisation_supports_once",
            ),
            models.CheckConstraint(
                name="endorsement_is_confirmed_before_anybody_decides",
                condition=Q(state="submitted") | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="published_endorsement_has_date_moderator_and_copy",
                condition=~Q(state="published")
                | (
                    Q(published_at__isnull=False, decided_by__isnull=False, scan="clean")
                    & ~Q(copy_path="")
                ),
            ),
            models.CheckConstraint(
                name="declined_endorsement_has_moderator_and_reason",
                condition=~Q(state="declined")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="withdrawn_endorsement_is_dated",
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(name="somebody_is_represented", condition=Q(members__gte=1)),
            models.CheckConstraint(
                name="website_is_encrypted_on_its_way",
                condition=Q(website="") | Q(website__startswith="https://"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["petition", "-published_at"],
                condition=Q(state="published"),
                name="endorsements_shown",
            ),
            models.Index(
                fields=["logo_sha256"], condition=Q(state="published"), name="logos_shown"
            ),
            models.Index(fields=["petition", "mailbox_key"], name="endorsements_of_a_mailbox"),
        ]

    def __str__(self) -> str:
        return f"endorsement {self.pk}"

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("An endorsement that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )
