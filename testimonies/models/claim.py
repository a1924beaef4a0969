from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.models.episode import RepressionEpisode
from testimonies.models.evidence import Evidence
from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField
from testimonies.privacy.references import new_reference

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class State(models.TextChoices):
    SUBMITTED = "submitted", _("received")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    INFO_REQUESTED = "info_requested", _("waiting for an answer")
    RECORDED = "recorded", _("recorded")
    NOT_RECORDABLE = "not_recordable", _("cannot be recorded")
    ASSESSED = "assessed", _("read once")
    READY_FOR_BUNDLE = "ready_for_bundle", _("ready to be sent")
    TRANSMITTED = "transmitted", _("sent")
    RECEIVED = "received", _("received by the institution")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: The whole lifecycle. Nothing outside this table can happen.
MOVES: dict[State, frozenset[State]] = {
    State.SUBMITTED: frozenset({State.ACKNOWLEDGED, State.INFO_REQUESTED, State.WITHDRAWN}),
    State.ACKNOWLEDGED: frozenset(
        {State.INFO_REQUESTED, State.RECORDED, State.NOT_RECORDABLE, State.WITHDRAWN}
    ),
    State.INFO_REQUESTED: frozenset({State.ACKNOWLEDGED, State.NOT_RECORDABLE, State.WITHDRAWN}),
    State.RECORDED: frozenset({State.ASSESSED, State.INFO_REQUESTED, State.WITHDRAWN}),
    State.NOT_RECORDABLE: frozenset({State.ACKNOWLEDGED, State.WITHDRAWN}),
    # Back, when whoever assessed it first keeps away from it.
    State.ASSESSED: frozenset(
        {State.READY_FOR_BUNDLE, State.RECORDED, State.INFO_REQUESTED, State.WITHDRAWN}
    ),
    State.READY_FOR_BUNDLE: frozenset({State.TRANSMITTED, State.WITHDRAWN}),
    State.TRANSMITTED: frozenset({State.RECEIVED, State.WITHDRAWN}),
    State.RECEIVED: frozenset({State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}


class Standing(models.TextChoices):
    """In what capacity somebody claims for a person."""

    SELF = "self", _("I am the person")
    HEIR_AT_LAW = "heir_at_law", _("I am an heir at law")
    TESTAMENTARY_HEIR = "testamentary_heir", _("I am an heir by will")
    NEXT_OF_KIN = "next_of_kin", _("I am next of kin")
    REPRESENTATIVE = "authorised_representative", _("I am an authorised representative")
    GUARDIAN = "guardian", _("I am a guardian")
    ORGANISATION = "organisation", _("I speak for an organisation")


class Head(models.TextChoices):
    """What a claim is for. The words follow the resolution and A/RES/60/147."""

    DEPRIVATION_OF_LIBERTY = "deprivation_of_liberty", _("Being imprisoned or confined")
    FORCED_DEPORTATION = "forced_deportation", _("Being deported")
    FORCED_LABOUR = "forced_labour", _("Forced labour")
    BODILY_OR_MENTAL_HARM = "bodily_or_mental_harm", _("Harm to body or mind")
    TORTURE = "torture_or_inhuman_treatment", _("Torture or inhuman treatment")
    #: Not among those that can be ticked: it has a page of its own, under seal.
    SEXUAL_VIOLENCE = "sexual_violence", _("Sexual violence")
    DEATH_OF_FAMILY_MEMBER = (
        "death_or_disappearance_of_family_member",
        _("Death or disappearance of somebody in the family"),
    )
    LOST_OPPORTUNITY = "lost_opportunity", _("Lost schooling or profession")
    HOME_LAND_PROPERTY = "home_land_property", _("Home, land and property taken")
    LOST_EARNINGS = "lost_earnings", _("Lost earnings")
    CITIZENSHIP = "citizenship_identity_return", _("Citizenship, name, or return refused")
    COSTS = "costs", _("Costs")
    NON_MONETARY = "non_monetary", _("An apology, a memorial, access to archives, teaching")
    CARE = "care_and_rehabilitation", _("Care and rehabilitation")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def lock(self, pk: int) -> Claim:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def ready_for_bundle(self) -> ClaimQuerySet:
        return self.filter(state=State.READY_FOR_BUNDLE)

    def visible_to(self, user: User | AnonymousUser) -> ClaimQuerySet:
        if not user.has_perm("testimonies.view_claim"):
            return self.none()
        return self.filter(submission__in=Submission.objects.without_conflict(user))


def new_claim_reference() -> str:
    return new_reference("K", 8)


class Claim(models.Model):
    """What somebody asks to be made good, for whom, in what capacity. Recorded is not awarded."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(
        max_length=12, unique=True, default=new_claim_reference, editable=False
    )
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="claim")
    state = models.CharField(max_length=16, choices=State, default=State.SUBMITTED)
    standing = models.CharField(max_length=26, choices=Standing)
    #: The country whose authorities are addressed first; ISO 3166, or empty when not said.
    forum_country = models.CharField(max_length=2, blank=True)
    #: {"person", "earlier_recognition", …} as told
    told = EncryptedField()
    #: The papers that show the authority to claim for somebody.
    authority_papers = models.ManyToManyField(Evidence, related_name="authority_of")
    not_recordable_reason = models.CharField(max_length=24, blank=True)
    first_assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)
    #: Since when the submitter is asked, when that ended last, and how long it lasted before: kept
    #: by the database.
    asked_at = models.DateTimeField(null=True, editable=False)
    resumed_at = models.DateTimeField(null=True, editable=False)
    time_with_submitter = models.DurationField(
        default=timedelta(0), db_default=timedelta(0), editable=False
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        permissions = [("assess_claim", "Can assess claims")]
        indexes = [
            models.Index(
                fields=["state", "submission"],
                condition=Q(
                    state__in=[
                        "acknowledged",
                        "assessed",
                        "info_requested",
                        "recorded",
                        "submitted",
                    ]
                ),
                name="claims_that_wait",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="second_assessor_is_another_person",
                condition=Q(second_assessor=None) | ~Q(second_assessor=F("first_assessor")),
            ),
            models.CheckConstraint(
                name="ready_means_assessed_by_two",
                condition=~Q(state__in=["ready_for_bundle", "transmitted", "received"])
                | Q(first_assessor__isnull=False, second_assessor__isnull=False),
            ),
            models.CheckConstraint(
                name="an_asked_claim_says_since_when",
                condition=Q(state="info_requested", asked_at__isnull=False)
                | ~Q(state="info_requested") & Q(asked_at=None),
            ),
            models.CheckConstraint(
                name="not_recordable_has_a_reason",
                condition=~Q(state="not_recordable") | ~Q(not_recordable_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def stands_as(self) -> str:
        """As of a testimony."""
        return self.state

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("A claim that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )


class Method(models.TextChoices):
    """How an amount was found."""

    NONE = "none", _("no amount")
    STATED = "stated", _("stated by the claimant")
    DOCUMENT = "document", _("from a document")
    STATUTORY_RATE = "statutory_rate", _("by a rate in law")
    EXPERT = "expert", _("by an expert")


class Measure(models.TextChoices):
    """What would make it good, in the words of A/RES/60/147."""

    RESTITUTION = "restitution", _("Giving it back")
    COMPENSATION = "compensation", _("Payment for the loss")
    REHABILITATION = "rehabilitation", _("Care, medical and legal help")
    SATISFACTION = "satisfaction", _("Acknowledgement, the truth, an apology")
    NON_REPETITION = "non_repetition", _("That it cannot happen again")


class ClaimItem(models.Model):
    """One head of claim, with an amount if the claimant names one, and what supports it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="items")
    head = models.CharField(max_length=40, choices=Head)
    episode = models.ForeignKey(
        RepressionEpisode, null=True, on_delete=models.PROTECT, related_name="claim_items"
    )
    method = models.CharField(max_length=16, choices=Method, default=Method.NONE)
    measures = ArrayField(
        models.CharField(max_length=16, choices=Measure), default=list, blank=True
    )
    #: {"description", "amount" (decimal as text), "currency" (ISO 4217 or as told),
    #: "money_of" (the time whose money it is)}
    told = EncryptedField()
    evidence = models.ManyToManyField(Evidence, related_name="claim_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "head"], name="one_item_per_head"),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"


class AwardKind(models.TextChoices):
    """What somebody was given before."""

    STATUS = "status", _("A status or a certificate")
    REHABILITATION = "rehabilitation", _("Rehabilitation")
    PENSION = "pension", _("A pension or an allowance")
    ONE_SUM = "one_sum", _("A sum, once")
    PROPERTY = "property", _("Property that was given back")
    COURT = "court", _("A decision of a court")
    REFUSED = "refused", _("It was asked for and refused")
    OTHER = "other", _("Something else")


class EarlierAward(models.Model):
    """What has been recognised, paid or refused before, by whom."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="awards")
    kind = models.CharField(max_length=14, choices=AwardKind)
    given_edtf = models.CharField(max_length=40, blank=True)
    given_earliest = models.DateField(null=True)
    given_latest = models.DateField(null=True)
    #: {"by", "paper", "amount", "currency", "given_told"} as told
    told = EncryptedField()

    def __str__(self) -> str:
        return f"award {self.pk}"
