from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition, PetitionTarget
from testimonies.errors import Refusal


class Kind(models.TextChoices):
    LOOK = "look", _("looked at what is due")
    RETENTION = "retention", _("their time is over")
    REQUEST = "request", _("a signer asked for it")


class State(models.TextChoices):
    #: A look erases nothing; it is done as soon as it is there.
    LOOKED = "looked", _("nothing was erased")
    ERASING = "erasing", _("being erased")
    #: More turned out to be due than somebody had been shown.
    STOPPED = "stopped", _("stopped")
    ERASED = "erased", _("erased")


MOVES: dict[State, frozenset[State]] = {
    State.LOOKED: frozenset(),
    State.ERASING: frozenset({State.ERASED, State.STOPPED}),
    State.STOPPED: frozenset(),
    State.ERASED: frozenset(),
}


class Why(models.TextChoices):
    """Why something is due to be erased, or why it is still kept."""

    ACKNOWLEDGED = "acknowledged", _("its time after the acknowledgement is over")
    ENDED = "ended", _("taken back or replaced, and never sent")
    NEVER_SENT = "never_sent", _("never sent, and its time after the closing is over")
    HELD = "held", _("kept: a legal hold")
    ASIDE = "aside", _("kept: a moderator has to decide about it")
    ON_ITS_WAY = "on_its_way", _("kept: the institution has not acknowledged it")
    NOT_OVER = "not_over", _("kept: its time is not over")
    OPEN = "open", _("kept: the petition is open")
    ELSEWHERE = "elsewhere", _("kept: another institution needs it")


#: With all others something is kept.
DUE = frozenset({Why.ACKNOWLEDGED, Why.ENDED, Why.NEVER_SENT})


class What(models.TextChoices):
    SIGNATURE = "signature", _("signatures")
    BUNDLE = "bundle", _("files of bundles")


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def lock(self, pk: int) -> Erasure:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def unfinished(self) -> ErasureQuerySet:
        """The row is the queue."""
        return self.filter(state=State.ERASING)

    def looks(self) -> ErasureQuerySet:
        return self.filter(kind=Kind.LOOK)


class Erasure(models.Model):
    """One look at what is due to be erased, one run that erased it, or one signer's request."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    #: The moment for which it was looked; a run erases what was due at that of its report.
    at = models.DateTimeField(db_default=Now(), editable=False)
    #: Null for what beat or a command has done.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    #: The look on whose word a run erases.
    report = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="erasure"
    )
    #: What is due or, of a run, what was erased: people once each, however many have got them.
    signatures = models.PositiveIntegerField(default=0, db_default=0)
    bundles = models.PositiveIntegerField(default=0, db_default=0)
    #: How far a run has come: the petition and the signature that it looked at last.
    walked_petition = models.BigIntegerField(default=0, db_default=0)
    walked_to = models.BigIntegerField(default=0, db_default=0)
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        permissions = [("erase_signatures", "Can erase signatures, and hold them back from it")]
        constraints = [
            models.CheckConstraint(
                name="a_look_erases_nothing",
                condition=Q(kind="look", state="looked") | ~Q(kind="look") & ~Q(state="looked"),
            ),
            models.CheckConstraint(
                name="a_run_has_a_report_and_a_reason",
                condition=Q(kind="look", report=None)
                | Q(kind="request", report=None) & ~Q(reason="")
                | Q(kind="retention", report__isnull=False) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="erased_for_good_means_dated",
                condition=Q(state="erasing", ended_at=None)
                | ~Q(state="erasing") & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_request_is_somebodys",
                condition=~Q(kind="request") | Q(by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("An erasure that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )


class ErasureLine(models.Model):
    """One line of a report: how many things of a petition, for one institution, and why."""

    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="lines")
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    #: Null for signatures that were meant for no institution.
    target = models.ForeignKey(
        PetitionTarget, null=True, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(max_length=10, choices=What)
    why = models.CharField(max_length=12, choices=Why)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["petition", "target", "what", "why"]
        constraints = [
            models.UniqueConstraint(
                fields=["erasure", "petition", "target", "what", "why"],
                nulls_distinct=False,
                name="one_line_of_a_report_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.erasure_id} {self.what} {self.why}"

    @property
    def is_due(self) -> bool:
        return self.why in DUE
