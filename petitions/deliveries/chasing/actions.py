"""Used by a sweep and by staff: ask an institution whether a bundle has arrived, and not for ever.

Every seven days, three times; then the delivery waits for a person, until somebody has asked.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.deliveries import links, writing
from petitions.deliveries.entering import actions as entering
from petitions.models import Delivery
from petitions.models.delivery import State
from testimonies.custody import log as custody
from testimonies.errors import Refusal

PAUSE = timedelta(days=7)
MOST_REMINDERS = 3
AT_ONCE = 200


def chase_due() -> int:
    """Whatever is due by the clock of the database. Returns how many were looked at."""
    due = list(
        Delivery.objects.to_chase().order_by("chase_at").values_list("pk", flat=True)[:AT_ONCE]
    )
    for delivery_id in due:
        chase(delivery_id)
    return len(due)


def is_left_to_people(delivery: Delivery) -> bool:
    """Letters have not helped, there is nobody to write to, or somebody closed the link.

    SECURITY: a letter that nobody has looked at opens none that a person has closed.
    """
    address = delivery.bundle.target.profile.institution.email
    is_over = delivery.reminders >= MOST_REMINDERS
    return not address or is_over or links.was_closed(delivery)


@transaction.atomic
def chase(delivery_id: int) -> Delivery:
    """Write one reminder, or leave it to a person. Idempotent: not due any more, nothing is done.

    The letter and the count are one commit, so that a killed worker has written both or none.
    """
    delivery = Delivery.objects.lock(delivery_id)
    if not Delivery.objects.to_chase().filter(pk=delivery_id).exists():
        return delivery
    address = delivery.bundle.target.profile.institution.email
    if is_left_to_people(delivery):
        delivery.chase_at = None
        delivery.save(update_fields=["chase_at"])
        custody.record("delivery.waits_for_a_person", delivery, reminders=delivery.reminders)
        return delivery

    if not links.is_good(delivery):
        entering.fresh_link(delivery)
    delivery.reminders += 1
    delivery.chase_at = Now() + PAUSE
    delivery.save(update_fields=["reminders", "chase_at"])
    writing.to_institution(
        "bundle_waits",
        delivery,
        to=address,
        token=links.token_of(delivery),
        sha256=delivery.bundle.outgoing_sha256,
    )
    custody.record("delivery.chased", delivery, reminder=delivery.reminders)
    delivery.refresh_from_db(fields=["chase_at"])
    return delivery


@transaction.atomic
def asked_in_person(delivery_id: int, *, reason: str, by: User) -> Delivery:
    """Somebody has called or written; it comes back to a person in another seven days."""
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state != State.SENT:
        raise Refusal(_("There is nothing to ask about this bundle."))

    delivery.chase_at = Now() + PAUSE
    delivery.save(update_fields=["chase_at"])
    custody.record("delivery.asked_in_person", delivery, by=by, reason=reason)
    delivery.refresh_from_db(fields=["chase_at"])
    return delivery
