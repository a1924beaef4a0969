from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.bundle import Bundle
from testimonies.errors import Refusal
from testimonies.privacy.encrypted_field import EncryptedField


class State(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being handed over")
    SENT = "sent", _("handed over")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    FAILED = "failed", _("failed")


MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING}),
    State.SENDING: frozenset({State.SENT, State.QUEUED, State.FAILED}),
    State.SENT: frozenset({State.ACKNOWLEDGED}),
    State.ACKNOWLEDGED: frozenset(),
    State.FAILED: frozenset({State.QUEUED}),
}


class Channel(models.TextChoices):
    DESK = "desk", _("institution's desk")
    DROP = "drop", _("drop directory")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def lock(self, pk: int) -> Delivery:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def due(self) -> DeliveryQuerySet:
        return self.filter(state__in=[State.QUEUED, State.SENDING], next_attempt_at__lte=Now())


class Delivery(models.Model):
    """One bundle on its way to one institution, until somebody there says that it has arrived."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bundle = models.OneToOneField(Bundle, on_delete=models.PROTECT, related_name="delivery")
    channel = models.CharField(max_length=6, choices=Channel, default=Channel.DROP)
    state = models.CharField(max_length=14, choices=State, default=State.QUEUED)
    #: Where it lies on the other side, as the channel says: a path below the drop root.
    placed_at = models.CharField(max_length=240, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    problem = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                name="handed_over_means_dated",
                condition=~Q(state__in=["sent", "acknowledged"]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="acknowledged_means_dated",
                condition=~Q(state="acknowledged") | Q(acknowledged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("A delivery that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )


class InstitutionResponse(models.Model):
    """What an institution said about a bundle: that it arrived, under which registry number."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="response")
    registry_number = models.CharField(max_length=100)
    #: {"clerk"}: the name the clerk gave
    told = EncryptedField()
    #: SHA-256 of the file that was acknowledged
    digest = models.CharField(max_length=64)
    verified_count = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_response_has_a_number", condition=~Q(registry_number="")
            )
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"
