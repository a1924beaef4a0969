"""The file that a release officer takes to a data carrier and posts."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import places
from petitions.deliveries import actions as deliveries
from petitions.deliveries.pausing import actions as pausing
from petitions.models import Delivery
from petitions.models.delivery import Channel, State
from testimonies.custody import log as custody
from testimonies.errors import Refusal


def is_there(delivery: Delivery) -> bool:
    """A file waits for whoever posts it."""
    is_posted = delivery.channel == Channel.POST and delivery.state == State.QUEUED
    return is_posted and bool(delivery.bundle.outgoing_sha256)


@transaction.atomic
def hand_out(delivery_id: int, *, by: User, first: int, last: int) -> None:
    """Each passage leaves a line, with the bytes asked for. Raises `Refusal` if it may not go."""
    delivery = Delivery.objects.lock(delivery_id)
    must_be_there(delivery)
    if pausing.is_paused(delivery):
        raise Refusal(_("It is paused. Resume it first."))
    if changed := deliveries.changed(delivery):
        raise Refusal(changed)
    sha256 = delivery.bundle.outgoing_sha256
    custody.record("delivery.handed_out", delivery, by=by, sha256=sha256, first=first, last=last)


def must_be_there(delivery: Delivery) -> None:
    if not (is_there(delivery) and places.outgoing(delivery.bundle).is_file()):
        raise Refusal(_("There is no file to take."))
