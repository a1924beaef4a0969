"""Which delivery goes first: a list of signatures tells what became of those in the one before."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.models import Delivery
from petitions.models.bundle import Content
from petitions.models.delivery import State

LOOK_AGAIN = timedelta(minutes=1)


def has_to_wait(delivery: Delivery) -> bool:
    """An earlier number has not left, and might still be frozen anew; the row is locked.

    Had this one gone before, that one could neither go as it is nor be discarded. Testimonies and
    claims tell of nothing that has not gone, so they wait for nobody.
    """
    if delivery.begun_at or delivery.bundle.content != Content.SIGNATURES:
        return False
    earlier = _beside(delivery).filter(bundle__number__lt=delivery.bundle.number, begun_at=None)
    waiting = earlier.exclude(state=State.CALLED_OFF).values_list("bundle__number", flat=True)
    first = waiting.order_by("bundle__number").first()
    if first is None:
        return False
    said = _("Number %(number)s has not left yet, and goes first.")
    delivery.problem, delivery.next_attempt_at = said % {"number": first}, now() + LOOK_AGAIN
    delivery.save(update_fields=["problem", "next_attempt_at"])
    return True


def gone_after(delivery: Delivery) -> int | None:
    """The number of a later list of signatures that has gone and tells of those in this one."""
    if delivery.bundle.content != Content.SIGNATURES:
        return None
    later = _beside(delivery).filter(bundle__number__gt=delivery.bundle.number)
    gone = later.exclude(begun_at=None).values_list("bundle__number", flat=True)
    return gone.order_by("bundle__number").first()


def _beside(delivery: Delivery) -> QuerySet[Delivery]:
    """What else of this kind goes to the same institution, of the same petition."""
    bundle = delivery.bundle
    return Delivery.objects.filter(bundle__target=bundle.target_id, bundle__content=bundle.content)
