"""Used by the door of an institution's desk and by a sweep: what was taken back stays with us.

On the desk a bundle is offered and lies in our own house until somebody fetches it. Until then
nobody outside has read a testimony in it, and whoever told it can still take it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import translation

from petitions.bundles import standing
from petitions.deliveries.failing import actions as failing
from petitions.models import Delivery
from petitions.models.delivery import State
from testimonies.custody import log as custody

if TYPE_CHECKING:
    from collections.abc import Iterable


def withhold_what_was_taken_back(deliveries: Iterable[Delivery] | None = None) -> int:
    """Of these, or of all that wait on a desk. Returns how many are offered no more."""
    waiting = Delivery.objects.offered()
    if deliveries is not None:
        waiting = waiting.filter(pk__in=[each.pk for each in deliveries])
    numbers = list(waiting.order_by("sent_at").values_list("pk", flat=True))
    return sum(withhold(each) for each in numbers)


@transaction.atomic
def withhold(delivery_id: int) -> bool:
    """Close it if something in it was taken back and nobody has fetched it. Idempotent.

    Then nothing has left the house: its bundle may be discarded, or frozen anew.
    """
    delivery = Delivery.objects.lock(delivery_id)
    with translation.override(settings.LANGUAGE_CODE):  # officers read it, not the clerk who came
        why = standing.must_still_stand(delivery.bundle) if delivery.is_offered else ""
    if not why:
        return False
    close(delivery, why)
    failing.tell(delivery)
    return True


def close(delivery: Delivery, why: str) -> None:
    """It is offered no more, and has never left; the row is locked."""
    delivery.must_allow(State.FAILED)

    delivery.state, delivery.problem = State.FAILED, why[:300]
    delivery.begun_at = delivery.sent_at = delivery.chase_at = delivery.told_at = None
    delivery.save(update_fields=["state", "problem", "begun_at", "sent_at", "chase_at", "told_at"])
    custody.record("delivery.withheld", delivery)
