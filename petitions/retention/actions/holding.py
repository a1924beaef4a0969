"""A legal hold: nothing of a petition, or of what is in a bundle, is erased until it ends."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.models import Bundle, Hold, Petition, PetitionTarget
from petitions.models.until_ended import why
from testimonies.custody import log as custody
from testimonies.errors import Refusal


@transaction.atomic
def hold(petition_id: int, *, by: User, reason: str) -> Hold:
    """Erase nothing of this petition. A batch that is just being erased ends first."""
    lock_targets(petition_id)
    petition = Petition.objects.lock(petition_id)
    if petition.holds.open().exists():
        raise Refusal(_("It is held already."))
    begun = Hold.objects.create(petition=petition, begun_by=by, reason=why(reason))
    custody.record("petition.held", petition, by=by)
    return begun


@transaction.atomic
def end_hold(petition_id: int, *, by: User, reason: str) -> Hold:
    petition = Petition.objects.lock(petition_id)
    ended = _end(petition.holds.open().first(), by, reason)
    custody.record("petition.hold_ended", petition, by=by)
    return ended


@transaction.atomic
def hold_bundle(bundle_id: int, *, by: User, reason: str) -> Hold:
    """Erase neither the files of this bundle nor any signature in it."""
    bundle = _lock(bundle_id)
    if bundle.forgotten_at:
        raise Refusal(_("Its files were erased when their time was over."))
    if bundle.holds.open().exists():
        raise Refusal(_("It is held already."))
    begun = Hold.objects.create(bundle=bundle, begun_by=by, reason=why(reason))
    custody.record("bundle.held", bundle, by=by)
    return begun


@transaction.atomic
def end_hold_on_bundle(bundle_id: int, *, by: User, reason: str) -> Hold:
    bundle = _lock(bundle_id)
    ended = _end(bundle.holds.open().first(), by, reason)
    custody.record("bundle.hold_ended", bundle, by=by)
    return ended


def lock_targets(petition_id: int) -> None:
    """In one order everywhere; who freezes a bundle for one of them comes before or after."""
    own = PetitionTarget.objects.filter(petition=petition_id).order_by("pk")
    list(own.select_for_update(no_key=True).values_list("pk"))


def _lock(bundle_id: int) -> Bundle:
    lock_targets(Bundle.objects.select_related("target").get(pk=bundle_id).target.petition_id)
    return Bundle.objects.lock(bundle_id)


def _end(hold: Hold | None, by: User, reason: str) -> Hold:
    if hold is None:
        raise Refusal(_("It is not held."))
    hold.ended_at, hold.ended_by, hold.end_reason = now(), by, why(reason)
    hold.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return hold
