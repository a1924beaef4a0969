"""Used by release officers: hold one delivery, or everything to an institution, and let it go on.

A pause and the start of an attempt lock the same rows, so that one of them comes first. What a
worker was handing over when the pause came is asked once more right before the channel is.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.models import Delivery, Pause
from petitions.models.delivery import State
from petitions.models.until_ended import why
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Institution

CAN_WAIT = frozenset({State.QUEUED, State.SENDING, State.FAILED})


@transaction.atomic
def pause(delivery_id: int, *, by: User, reason: str) -> Pause:
    """Send nothing of this delivery until somebody resumes it."""
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state not in CAN_WAIT:
        raise Refusal(_("It does not wait to be sent, so it cannot be paused."))
    if delivery.pauses.open().exists():
        raise Refusal(_("It is paused already."))
    said = why(reason)

    begun = Pause.objects.create(delivery=delivery, begun_by=by, reason=said)
    custody.record("delivery.paused", delivery, by=by)
    return begun


@transaction.atomic
def resume(delivery_id: int, *, by: User, reason: str) -> Pause:
    """Let this delivery go on."""
    delivery = Delivery.objects.lock(delivery_id)
    ended = _end(delivery.pauses.open().first(), by, reason)
    custody.record("delivery.resumed", delivery, by=by)
    return ended


@transaction.atomic
def pause_institution(institution_id: int, *, by: User, reason: str) -> Pause:
    """Send nothing to this institution, also not what is released later.

    What lies on its desk page stays there and is fetched by nobody.
    """
    institution = lock_institution(institution_id)
    if institution.pauses.open().exists():
        raise Refusal(_("Everything to this institution is paused already."))
    said = why(reason)

    begun = Pause.objects.create(institution=institution, begun_by=by, reason=said)
    custody.record("institution.deliveries_paused", institution, by=by)
    return begun


@transaction.atomic
def resume_institution(institution_id: int, *, by: User, reason: str) -> Pause:
    """Let everything to this institution go on; what is paused by itself stays so."""
    institution = lock_institution(institution_id)
    ended = _end(institution.pauses.open().first(), by, reason)
    custody.record("institution.deliveries_resumed", institution, by=by)
    return ended


def lock_institution(institution_id: int) -> Institution:
    """After the delivery, where both are locked."""
    return Institution.objects.select_for_update(no_key=True).get(pk=institution_id)


def is_paused(delivery: Delivery) -> bool:
    """The delivery is locked. Its institution is too from here on, until the commit."""
    lock_institution(delivery.bundle.target.profile.institution_id)
    return Delivery.objects.paused().filter(pk=delivery.pk).exists()


def _end(pause: Pause | None, by: User, reason: str) -> Pause:
    if pause is None:
        raise Refusal(_("It is not paused."))
    said = why(reason)

    pause.ended_at, pause.ended_by, pause.end_reason = now(), by, said
    pause.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return pause
