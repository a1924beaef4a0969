"""What an institution's desk shows to whoever holds the link from its letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from petitions.deliveries.actions import TOKEN
from petitions.models import Delivery
from petitions.models.bundle import Content
from petitions.models.delivery import State
from testimonies.models import Institution
from testimonies.privacy import tokens

HANDED_OVER = [State.SENT, State.ACKNOWLEDGED]


@dataclass(frozen=True)
class Desk:
    """The institution, the delivery that the link is about, and everything handed over so far."""

    institution: Institution
    linked: Delivery
    deliveries: list[Delivery]

    def delivery(self, reference: UUID) -> Delivery | None:
        return next((d for d in self.deliveries if d.uuid == reference), None)


def desk(token: str) -> Desk | None:
    """None for a token that we did not make, or whose delivery has not gone out."""
    reference = tokens.read(TOKEN, token)
    linked = _handed_over().filter(uuid=reference).first() if reference else None
    if linked is None:
        return None
    institution = linked.bundle.target.profile.institution
    own = _handed_over().filter(bundle__target__profile__institution=institution)
    return Desk(institution, linked, list(own.order_by("-sent_at", "-pk")))


def counted(delivery: Delivery) -> dict[str, Any]:
    """How much is in a bundle, by the names its cover uses."""
    counts = delivery.bundle.frozen["counts"]
    shown = ("testimonies", "claims")
    if delivery.bundle.content == Content.SIGNATURES:
        shown = ("signatures", "withdrawals")
    return {name: counts[name] for name in shown}


def _handed_over() -> Any:
    return Delivery.objects.filter(state__in=HANDED_OVER).select_related(
        "bundle__target__petition", "bundle__target__profile__institution", "response"
    )
