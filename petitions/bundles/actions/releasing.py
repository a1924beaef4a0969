"""Letting a sealed bundle leave the house."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import standing
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State
from testimonies.custody import log as custody
from testimonies.errors import Refusal


@transaction.atomic
def release(bundle_id: int, *, by: User, reason: str) -> Delivery:
    """Let a sealed bundle leave the house. Nothing else does; the delivery waits afterwards."""
    bundle = Bundle.objects.lock(bundle_id)
    bundle.must_allow(State.RELEASED)
    if not reason.strip():
        raise Refusal(_("Say why this bundle may leave."))
    if settings.TSA_URL and not bundle.is_valid:
        raise Refusal(_("The DigiDoc library does not call this seal valid, so it stays here."))
    _must_come_next(bundle)
    if changed := standing.must_still_stand(bundle):
        raise Refusal(changed)

    bundle.state = State.RELEASED
    bundle.released_by, bundle.released_at = by, now()
    bundle.release_reason = reason.strip()[:300]
    bundle.save(update_fields=["state", "released_by", "released_at", "release_reason"])
    custody.record("bundle.released", bundle, by=by, sha256=bundle.sha256)
    return deliveries.queue(bundle, by=by)


def _must_come_next(bundle: Bundle) -> None:
    """Each bundle says which one came before it; none goes out before that one has."""
    earlier = Bundle.objects.living().exclude(state=State.RELEASED)
    earlier = earlier.filter(
        target=bundle.target_id, content=bundle.content, number__lt=bundle.number
    )
    if first := earlier.order_by("number").first():
        raise Refusal(
            _("Number %(number)s goes first. Release or discard it.") % {"number": first.number}
        )
