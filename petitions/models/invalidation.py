from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from petitions.models.petition import Petition
from petitions.models.signature import Signature
from petitions.models.signature import State as SignatureState
from testimonies.errors import Refusal


class Source(models.TextChoices):
    """What signatures can have in common."""

    ADDRESS = "address", _("address")
    NETWORK = "network", _("network")
    DOMAIN = "domain", _("mail domain")


class State(models.TextChoices):
    SETTING_ASIDE = "setting_aside", _("being put aside")
    SET_ASIDE = "set_aside", _("put aside, to be decided")
    RETURNING = "returning", _("being put back")
    RETURNED = "returned", _("put back as they were")
    REJECTING = "rejecting", _("being rejected")
    REJECTED = "rejected", _("rejected")
    ACCEPTING = "accepting", _("being counted")
    ACCEPTED = "accepted", _("counted")
    #: The rejection is undone: all are to be decided anew.
    REOPENING = "reopening", _("being taken up again")


MOVES: dict[State, frozenset[State]] = {
    State.SETTING_ASIDE: frozenset({State.SET_ASIDE}),
    State.SET_ASIDE: frozenset({State.RETURNING, State.REJECTING, State.ACCEPTING}),
    State.RETURNING: frozenset({State.RETURNED}),
    State.REJECTING: frozenset({State.REJECTED}),
    State.ACCEPTING: frozenset({State.ACCEPTED}),
    State.RETURNED: frozenset(),
    State.REJECTED: frozenset({State.REOPENING}),
    State.REOPENING: frozenset({State.SET_ASIDE}),
    State.ACCEPTED: frozenset(),
}
#: Where each step ends once every row is done; also: the states in which work is left.
ENDS_AS = {
    State.SETTING_ASIDE: State.SET_ASIDE,
    State.RETURNING: State.RETURNED,
    State.REJECTING: State.REJECTED,
    State.ACCEPTING: State.ACCEPTED,
    State.REOPENING: State.SET_ASIDE,
}


class InvalidationQuerySet(models.QuerySet["Invalidation"]):
    def lock(self, pk: int) -> Invalidation:
        return self.select_for_update(no_key=True).get(pk=pk)

    def unfinished(self) -> InvalidationQuerySet:
        return self.filter(state__in=list(ENDS_AS))


class Invalidation(models.Model):
    """Many signatures that a moderator put aside together, by what they have in common."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="invalidations")
    state = models.CharField(max_length=14, choices=State, default=State.SETTING_ASIDE)
    #: The criterion: by a source, by a suspicion, or by the time of signing alone.
    source = models.CharField(max_length=8, choices=Source, blank=True)
    #: Erased with the last signature of its petition.
    key = models.BinaryField(max_length=16, null=True)
    suspicion = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    #: The newest signature there was when somebody looked at the preview; later ones stay out.
    newest = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    #: How far the running step has come: the id of the last signature that it touched.
    walked_to = models.BigIntegerField(default=0)
    #: What the preview said, what was found, and what the decision did with it.
    expected = models.IntegerField()
    set_aside = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    still_held = models.IntegerField(default=0)

    objects = InvalidationQuerySet.as_manager()

    class Meta:
        verbose_name = _("group of signatures put aside")
        verbose_name_plural = _("groups of signatures put aside")
        constraints = [
            models.CheckConstraint(
                name="source_means_key",
                condition=Q(source="", key__isnull=True)
                | (~Q(source="") & (Q(key__isnull=False) | Q(decided_at__isnull=False))),
            ),
            models.CheckConstraint(
                name="invalidation_has_a_reason",
                condition=~Q(reason=""),
            ),
            models.CheckConstraint(
                name="decided_means_by_whom",
                condition=Q(state__in=["setting_aside", "set_aside"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.uuid}"

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("What is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )

    @property
    def is_working(self) -> bool:
        return State(self.state) in ENDS_AS


class Outcome(models.TextChoices):
    OPEN = "", _("not decided")
    DONE = "done", _("as decided")
    CHANGED = "changed", _("left alone, since it has changed")
    STILL_HELD = "still_held", _("still put aside with others")


class InvalidatedSignature(models.Model):
    """One signature that was put aside with others, and what it was before."""

    invalidation = models.ForeignKey(
        Invalidation, on_delete=models.PROTECT, related_name="signatures"
    )
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="set_aside")
    was = models.CharField(max_length=12, choices=SignatureState)
    #: Its suspicions before: what has others since is left alone.
    had = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    outcome = models.CharField(max_length=10, choices=Outcome, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invalidation", "signature"], name="set_aside_once_each"
            )
        ]
        indexes = [
            models.Index(
                fields=["signature"], condition=Q(outcome=""), name="set_aside_and_not_decided"
            )
        ]

    def __str__(self) -> str:
        return f"{self.invalidation_id} {self.signature_id}"
