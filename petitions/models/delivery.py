from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from petitions.models.bundle import Bundle, Content
from petitions.models.pause import Pause
from testimonies.errors import Refusal


class State(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being handed over")
    SENT = "sent", _("handed over")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    #: They have said how many of its signatures they find valid.
    VERIFIED = "verified", _("counted by them")
    ANSWERED = "answered", _("answered")
    FAILED = "failed", _("failed")
    #: The bundle was discarded before anything had been handed over.
    CALLED_OFF = "called_off", _("called off")


MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING, State.FAILED, State.CALLED_OFF}),
    State.SENDING: frozenset({State.SENT, State.QUEUED, State.FAILED}),
    #: It fails when something in it was taken back before anybody fetched it from its desk.
    State.SENT: frozenset({State.ACKNOWLEDGED, State.FAILED}),
    State.ACKNOWLEDGED: frozenset({State.VERIFIED, State.ANSWERED}),
    State.VERIFIED: frozenset({State.ANSWERED}),
    State.ANSWERED: frozenset(),
    State.FAILED: frozenset({State.QUEUED, State.CALLED_OFF}),
    State.CALLED_OFF: frozenset(),
}

#: It is there; what follows is the institution's.
HANDED_OVER = frozenset({State.SENT, State.ACKNOWLEDGED, State.VERIFIED, State.ANSWERED})
#: Somebody at the institution has said that it has arrived.
ARRIVED = HANDED_OVER - {State.SENT}


class Channel(models.TextChoices):
    DESK = "desk", _("institution's desk")
    DROP = "drop", _("drop directory")
    SFTP = "sftp", "SFTP"
    S3 = "s3", "S3"
    EMAIL = "email", _("e-mail")
    GATEWAY = "gateway", _("gateway of a delivery network")
    POST = "post", _("post")


def _is_paused() -> Exists:
    to = OuterRef("bundle__target__profile__institution")
    return Exists(Pause.objects.open().filter(Q(delivery=OuterRef("pk")) | Q(institution=to)))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def lock(self, pk: int) -> Delivery:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def due(self) -> DeliveryQuerySet:
        waiting = self.filter(state__in=[State.QUEUED, State.SENDING], next_attempt_at__lte=Now())
        return waiting.exclude(_is_paused())

    def paused(self) -> DeliveryQuerySet:
        """By themselves, or with everything to their institution."""
        return self.filter(_is_paused())

    def held(self) -> DeliveryQuerySet:
        """Paused before they have gone."""
        return self.paused().filter(state__in=[State.QUEUED, State.SENDING, State.FAILED])

    def stumbling(self) -> DeliveryQuerySet:
        """An attempt failed, and another one is made by itself."""
        waiting = self.filter(state__in=[State.QUEUED, State.SENDING], told_at__isnull=False)
        return waiting.exclude(_is_paused())

    def handed_over(self) -> DeliveryQuerySet:
        return self.filter(state__in=HANDED_OVER)

    def offered(self) -> DeliveryQuerySet:
        """Testimonies and claims on a desk of ours that nobody there has got in any way."""
        waiting = self.filter(state=State.SENT, fetched_at=None)
        return waiting.filter(channel=Channel.DESK, placed_at="", bundle__content=Content.RECORDS)

    def to_chase(self) -> DeliveryQuerySet:
        """Nobody has said that it has arrived, and it is time to ask. The row is the queue."""
        return self.filter(state=State.SENT, chase_at__lte=Now()).exclude(_is_paused())

    def to_ask_in_person(self) -> DeliveryQuerySet:
        """Letters have not helped, or there is nobody to write to."""
        return self.filter(state=State.SENT, chase_at=None)


class Delivery(models.Model):
    """One bundle on its way to one institution, until somebody there says that it has arrived."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    bundle = models.OneToOneField(Bundle, on_delete=models.PROTECT, related_name="delivery")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.DROP)
    state = models.CharField(max_length=14, choices=State, default=State.QUEUED)
    #: Where it lies on the other side, as the channel says: a path below the drop root.
    placed_at = models.CharField(max_length=240, blank=True)
    #: When officers were told of this failure; empty again once somebody acts or it succeeds.
    told_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    problem = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField(db_default=Now(), editable=False)
    #: When a channel was first asked to hand it over: from then on it may lie there.
    begun_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    #: When the first byte of it was taken from the institution's desk.
    fetched_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    #: What the link in the letter stands for; with another one the old link opens nothing.
    link = models.UUIDField(default=uuid4, unique=True, editable=False)
    #: Null until it is handed over.
    link_until = models.DateTimeField(null=True)
    #: Until when the file can be downloaded once more, though somebody has acknowledged it.
    unlocked_until = models.DateTimeField(null=True)
    #: How often we have asked whether it has arrived, and when we do so next.
    reminders = models.PositiveSmallIntegerField(default=0, db_default=0)
    chase_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(
                name="handed_over_means_dated",
                condition=~Q(state__in=["sent", "acknowledged", "verified", "answered"])
                | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="called_off_means_never_begun",
                condition=~Q(state="called_off") | Q(begun_at=None, sent_at=None),
            ),
            models.CheckConstraint(
                name="handing_over_means_begun",
                condition=~Q(state__in=["sending", "sent", "acknowledged", "verified", "answered"])
                | Q(begun_at__isnull=False),
            ),
            models.CheckConstraint(
                name="acknowledged_means_dated",
                condition=~Q(state__in=["acknowledged", "verified", "answered"])
                | Q(acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="counted_means_dated",
                condition=~Q(state="verified") | Q(verified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="answered_by_them_means_dated",
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="unlocked_only_after_it_was_locked",
                condition=Q(unlocked_until=None) | Q(acknowledged_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["chase_at"], condition=Q(state="sent"), name="deliveries_to_chase"
            )
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    @property
    def is_offered(self) -> bool:
        """It waits on a desk of ours as `offered` has it, so it can still be stopped."""
        waits = self.state == State.SENT and self.fetched_at is None
        is_at_our_desk = self.channel == Channel.DESK and not self.placed_at
        return waits and is_at_our_desk and self.bundle.content == Content.RECORDS

    @property
    def is_locked(self) -> bool:
        """Somebody has acknowledged the file; it is closed, unless staff opened it once more.

        Once its time is over there is no file any more.
        """
        if self.bundle.forgotten_at:
            return True
        is_open_again = self.unlocked_until is not None and self.unlocked_until > now()
        return self.state in ARRIVED and not is_open_again

    @property
    def has_open_link(self) -> bool:
        is_open = self.link_until is not None and self.link_until > now()
        return self.state in HANDED_OVER and is_open

    @property
    def registry_number(self) -> str:
        """Theirs, once they have acknowledged it."""
        said = (each for each in self.responses.all() if each.kind == "acknowledgement")
        return next((each.registry_number for each in said), "")

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("A delivery that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )
