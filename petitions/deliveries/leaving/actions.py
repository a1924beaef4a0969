"""Used by whatever hands over: what becomes of the claims in a bundle that has left the house."""

from __future__ import annotations

from petitions.models import Delivery
from petitions.models.bundle_item import ItemKind
from testimonies.claims import actions as claims


def go(delivery: Delivery) -> None:
    """They have gone, unless they only wait on a desk of ours. Idempotent, as is `arrive`."""
    if not delivery.is_offered:
        for claim_id in _claims(delivery):
            claims.transmit(claim_id)


def arrive(delivery: Delivery) -> None:
    """Somebody there says so, whether or not we saw them fetch it."""
    for claim_id in _claims(delivery):
        claims.transmit(claim_id)
        claims.receive(claim_id)


def _claims(delivery: Delivery) -> list[int]:
    """In one order everywhere, so that no two deliveries block."""
    items = delivery.bundle.items.filter(kind=ItemKind.CLAIM).order_by("claim_id")
    return [claim_id for claim_id in items.values_list("claim_id", flat=True) if claim_id]
