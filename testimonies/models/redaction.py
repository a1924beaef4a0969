from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.models.evidence import Evidence
from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField

if TYPE_CHECKING:
    from datetime import datetime


class Covered(models.TextChoices):
    WORDS = "words", _("words")
    AREAS = "areas", _("areas of a page or picture")
    TIMES = "times", _("times of a recording")


class Why(models.TextChoices):
    THIRD_PERSON = "third_person", _("It names somebody who was never asked")
    LIVING = "living_person", _("It tells of somebody who may be alive")
    ADDRESS = "address", _("It says where somebody lives, or how to reach them")
    HEALTH = "health", _("It tells of somebody’s health")
    SEXUAL_VIOLENCE = "sexual_violence", _("It tells of sexual violence")
    OTHER = "other", _("Another reason, written below")


class Stage(models.TextChoices):
    PROPOSED = "proposed", _("proposed, waits for a second person")
    APPROVED = "approved", _("agreed, the covered copy is being made")
    APPLIED = "applied", _("covered")
    LIFTED = "lifted", _("not covered any more")


#: What waits for a copy goes back there when another redaction of the same paper ends.
MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.PROPOSED: frozenset({Stage.APPROVED, Stage.APPLIED, Stage.LIFTED}),
    Stage.APPROVED: frozenset({Stage.APPLIED, Stage.LIFTED}),
    Stage.APPLIED: frozenset({Stage.APPROVED, Stage.LIFTED}),
    Stage.LIFTED: frozenset(),
}
#: After so many a copy is made again only when somebody asks for it.
MOST_ATTEMPTS = 3
#: Until it is decided and done, nothing of the case leaves.
OPEN = (Stage.PROPOSED, Stage.APPROVED)
#: Agreed by two people.
STANDING = (Stage.APPROVED, Stage.APPLIED)


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def lock(self, pk: int) -> Redaction:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def open(self) -> RedactionQuerySet:
        return self.filter(state__in=OPEN)

    def standing(self) -> RedactionQuerySet:
        """Agreed by two people: covered, or about to be."""
        return self.filter(state__in=STANDING)

    def changed_after(self, at: datetime) -> RedactionQuerySet:
        """What was frozen at that moment does not know of them."""
        return self.filter(Q(applied_at__gt=at) | Q(applied_at__isnull=False, lifted_at__gt=at))


class Redaction(models.Model):
    """What is covered wherever something leaves; proposed by one person, approved by another."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="redactions")
    what = models.CharField(max_length=5, choices=Covered)
    #: Of words: the answer in which they stand, such as ``story:story``.
    question = models.CharField(max_length=200, blank=True)
    #: Of areas and times: the paper.
    evidence = models.ForeignKey(
        Evidence, null=True, on_delete=models.PROTECT, related_name="redactions"
    )
    #: Of words {"start", "end", "sha256", "words", "everywhere"}, of a page {"areas": […]},
    #: of a recording {"times": […]}; and {"note"}
    anchor = EncryptedField()
    reason = models.CharField(max_length=16, choices=Why)
    state = models.CharField(max_length=8, choices=Stage, default=Stage.PROPOSED)
    #: A copy that kills its maker is not tried for ever.
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    #: Until long after that somebody may be at work on it.
    tried_at = models.DateTimeField(null=True)

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(db_default=Now(), editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    #: Whoever asks to uncover it again; somebody else does it.
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)
    #: {"words"}: why it is not, or no longer, covered.
    lift_reason = EncryptedField(null=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["submission"],
                condition=Q(state__in=["proposed", "approved"]),
                name="redactions_that_wait",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_redaction_is_approved_by_another_person",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="covered_means_approved",
                condition=~Q(state__in=["approved", "applied"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="covered_means_dated",
                condition=~Q(state="applied") | Q(applied_at__isnull=False),
            ),
            models.CheckConstraint(
                name="lifted_means_by_whom_and_why",
                condition=~Q(state="lifted")
                | Q(lifted_by__isnull=False, lifted_at__isnull=False, lift_reason__isnull=False),
            ),
            models.CheckConstraint(
                name="what_two_people_covered_two_people_uncover",
                condition=~Q(state="lifted")
                | Q(approved_by=None)
                | Q(lift_asked_by__isnull=False) & ~Q(lift_asked_by=F("lifted_by")),
            ),
            models.CheckConstraint(
                name="a_redaction_is_of_words_or_of_a_paper",
                condition=Q(what="words", evidence=None) & ~Q(question="")
                | Q(what__in=["areas", "times"], evidence__isnull=False, question=""),
            ),
        ]

    def __str__(self) -> str:
        return f"redaction {self.pk}"

    def must_allow(self, to: Stage) -> None:
        if to not in MOVES[Stage(self.state)]:
            raise Refusal(_("Somebody has decided about this already."))

    @property
    def is_stuck(self) -> bool:
        """It was agreed, and no copy could be made: then nothing of the case leaves."""
        return self.state == Stage.APPROVED and self.attempts >= MOST_ATTEMPTS
