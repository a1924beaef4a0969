"""Letting a sealed bundle leave the house, by one release officer or by two."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import preview, standing
from petitions.bundles.outgoing import actions as outgoing
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State
from testimonies.custody import log as custody
from testimonies.errors import Refusal

RELEASES = "petitions.release_bundle"


@transaction.atomic
def release(
    bundle_id: int,
    *,
    by: User,
    reason: str,
    seen: str = "",
    key: str | None = None,
    way: str = "",
) -> Delivery:
    """Let a sealed bundle leave the house. Nothing else does; the delivery waits afterwards.

    Where the profile asks for two officers, another one has proposed it before. `seen` is the
    SHA-256 of the file that the officer was shown, and `key` that of the institution's key
    (empty: it had none); `way` is the mark of where it goes. Another file does not leave on that
    word, nor for another key, nor to another address.
    """
    bundle = Bundle.objects.lock(bundle_id)
    bundle.must_allow(State.RELEASED)
    _must_be_ready(bundle, reason, seen, key)
    _must_go_as_seen(bundle, way)
    _must_be_agreed(bundle, by)

    bundle.state = State.RELEASED
    bundle.agreed_key = outgoing.key_of(bundle)
    bundle.released_by, bundle.released_at = by, now()
    bundle.release_reason = reason.strip()[:300]
    bundle.save(
        update_fields=["state", "agreed_key", "released_by", "released_at", "release_reason"]
    )
    custody.record("bundle.released", bundle, by=by, sha256=bundle.sha256, key=bundle.agreed_key)
    return deliveries.queue(bundle, by=by)


@transaction.atomic
def propose(
    bundle_id: int,
    *,
    by: User,
    reason: str,
    seen: str = "",
    key: str | None = None,
    way: str = "",
) -> Bundle:
    """The first of two release officers says that it may leave. It waits for the second."""
    bundle = Bundle.objects.lock(bundle_id)
    bundle.must_allow(State.PROPOSED)
    if not bundle.target.profile.second_release:
        raise Refusal(_("One release officer is enough for this institution."))
    _must_be_ready(bundle, reason, seen, key)
    _must_go_as_seen(bundle, way)

    bundle.state = State.PROPOSED
    bundle.agreed_key = outgoing.key_of(bundle)
    bundle.proposed_by, bundle.proposed_at = by, now()
    bundle.proposal_reason = reason.strip()[:300]
    bundle.save(
        update_fields=["state", "agreed_key", "proposed_by", "proposed_at", "proposal_reason"]
    )
    custody.record("bundle.proposed", bundle, by=by, sha256=bundle.sha256, key=bundle.agreed_key)
    return bundle


@transaction.atomic
def take_back(bundle_id: int, *, by: User) -> Bundle:
    """The first of two thinks again. Anybody may once the first is no release officer any more."""
    bundle = Bundle.objects.lock(bundle_id)
    if bundle.state != State.PROPOSED:
        raise Refusal(_("This bundle does not wait for a second officer."))
    bundle.must_allow(State.SEALED)
    if bundle.proposed_by != by and counts(bundle.proposed_by):
        raise Refusal(_("Only whoever proposed it can take that back."))

    bundle.state = State.SEALED
    bundle.proposed_by, bundle.proposed_at, bundle.proposal_reason = None, None, ""
    bundle.agreed_key = None
    bundle.save(
        update_fields=["state", "agreed_key", "proposed_by", "proposed_at", "proposal_reason"]
    )
    custody.record("bundle.proposal_taken_back", bundle, by=by)
    return bundle


def counts(officer: User | None) -> bool:
    """Whether the word of somebody who proposed a release still counts."""
    return officer is not None and officer.has_perm(RELEASES)


def _must_be_ready(bundle: Bundle, reason: str, seen: str, key: str | None) -> None:
    if not reason.strip():
        raise Refusal(_("Say why this bundle may leave."))
    if seen and seen != bundle.sha256:
        raise Refusal(_("Another file lies there now than the one you saw. Look at it again."))
    if key is not None and key != outgoing.key_of(bundle):
        raise Refusal(_("The institution has another key than the one you saw. Look at it again."))
    if settings.TSA_URL and bundle.is_valid is None:
        said = _("The DigiDoc library was not asked, so this seal stays here: see TRUST_STORE.")
        raise Refusal(said)
    if settings.TSA_URL and not bundle.is_valid:
        raise Refusal(_("The DigiDoc library does not call this seal valid, so it stays here."))
    _must_come_next(bundle)
    if changed := standing.must_still_stand(bundle) or standing.must_still_open(bundle):
        raise Refusal(changed)


def _must_go_as_seen(bundle: Bundle, way: str) -> None:
    """Whoever keeps the profiles and connections may have changed them since."""
    if way and way != preview.way_of(bundle).mark:
        raise Refusal(
            _("It would go another way, or to another address, than you saw. Look at it again.")
        )


def _must_be_agreed(bundle: Bundle, by: User) -> None:
    """Two different people, both of them release officers today."""
    if bundle.state == State.SEALED:
        if bundle.target.profile.second_release:
            raise Refusal(_("Two release officers must agree before this bundle leaves."))
        return
    if bundle.agreed_key != outgoing.key_of(bundle):
        raise Refusal(
            _("The institution has another key than the first officer saw. Take it back first.")
        )
    if bundle.proposed_by == by:
        raise Refusal(_("You have agreed already. Another release officer has to."))
    if not counts(bundle.proposed_by):
        raise Refusal(
            _("Whoever proposed it is no release officer any more. Take the proposal back first.")
        )


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
