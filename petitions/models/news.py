from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.delivery import Delivery
from petitions.models.response import InstitutionResponse
from testimonies.errors import Refusal


class State(models.TextChoices):
    WAITING = "waiting", _("to be decided")
    TELLING = "telling", _("letters are being written")
    TOLD = "told", _("letters are written")
    DROPPED = "dropped", _("not told")


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.TELLING, State.DROPPED}),
    #: Who has not been written to by then gets nothing.
    State.TELLING: frozenset({State.TOLD, State.DROPPED}),
    State.TOLD: frozenset(),
    State.DROPPED: frozenset(),
}


class NewsQuerySet(models.QuerySet["News"]):
    def lock(self, pk: int) -> News:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def being_told(self) -> NewsQuerySet:
        """The row is the queue."""
        return self.filter(state=State.TELLING)

    def with_everything(self) -> NewsQuerySet:
        return self.select_related(
            "delivery__bundle__target__petition",
            "delivery__bundle__target__profile__institution",
            "response",
        )


class News(models.Model):
    """What an institution did with a petition, and how far the letters about it have come."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="news")
    #: What they said; null where they said no more than that the bundle has arrived.
    response = models.ForeignKey(
        InstitutionResponse, null=True, on_delete=models.PROTECT, related_name="news"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    found_at = models.DateTimeField(db_default=Now(), editable=False)
    #: Whose signature counted at this moment is told, and nobody who came later.
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Why it is not told, or not to everybody.
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    #: How far the letters have come: the id of the last signature that was looked at.
    walked_to = models.BigIntegerField(default=0, db_default=0)
    letters = models.PositiveIntegerField(default=0, db_default=0)
    told_at = models.DateTimeField(null=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("news to signers")
        verbose_name_plural = _("news to signers")
        permissions = [("tell_news", "Can send news to signers")]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery"],
                condition=Q(response=None),
                name="an_arrival_is_news_once",
            ),
            models.UniqueConstraint(
                fields=["response"],
                condition=Q(response__isnull=False),
                name="a_response_is_news_once",
            ),
            models.CheckConstraint(
                name="news_are_decided_by_somebody",
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | Q(~Q(state="waiting"), decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dropped_means_why", condition=~Q(state="dropped") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="told_means_dated", condition=~Q(state="told") | Q(told_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"news {self.pk}"

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("News that are “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )
