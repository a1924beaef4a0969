"""Taking back a bundle that has not gone out, so that what it held may go with the next one."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import statements
from petitions.bundles.actions.freezing import Why, freeze_counted, lock_target
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle
from petitions.models.bundle import Because, Content, State
from petitions.signing import actions as signing
from testimonies.custody import log as custody
from testimonies.errors import Refusal


@transaction.atomic
def discard(bundle_id: int, *, by: User, reason: str) -> Bundle:
    """Take a bundle back before it has gone out; its row, counts and digests stay.

    What it held is free for the next number. Refused while a later bundle builds on it, and once
    a channel was asked to hand it over. Its files are removed afterwards, by `remove_files`.
    """
    bundle = _lock(bundle_id)
    if later := _building_on(bundle):
        raise Refusal(
            _("Number %(number)s builds on this bundle. Discard that one first.")
            % {"number": later[-1].number}
        )
    return _discard(bundle, by=by, reason=reason)


def freeze_anew(bundle_id: int, *, by: User, reason: str) -> Bundle:
    """Discard a bundle and take what still stands under the next number, in one act.

    Later bundles that build on it are discarded as well, and the new one reaches as far as the
    last of them. Raises `Nothing`, and discards nothing, when nothing is left.
    """
    if Bundle.objects.get(pk=bundle_id).content == Content.SIGNATURES:
        signing.count_signatures(wait=True)
    return _freeze_anew(bundle_id, by, reason)


@transaction.atomic
def _freeze_anew(bundle_id: int, by: User, reason: str) -> Bundle:
    bundle = _lock(bundle_id)
    last = bundle
    for each in reversed(_building_on(bundle)):
        last = max(last, each, key=lambda one: one.cut_off)
        _discard(each, by=by, reason=reason)
    _discard(bundle, by=by, reason=reason)
    why = Why(Because.ANEW, reason, by)
    return freeze_counted(bundle.target_id, last.cut_off, Content(bundle.content), why)


def _lock(bundle_id: int) -> Bundle:
    """The target first, as a freeze does."""
    lock_target(Bundle.objects.get(pk=bundle_id).target_id)
    return Bundle.objects.lock(bundle_id)


def _building_on(bundle: Bundle) -> list[Bundle]:
    """Later ones, which name it as the one before and tell of what was taken back from it."""
    own = Bundle.objects.living().filter(target=bundle.target_id, content=bundle.content)
    later = [Bundle.objects.lock(each.pk) for each in own.filter(number__gt=bundle.number)]
    return [each for each in later if not _goes_without(each, bundle)]


def _goes_without(later: Bundle, bundle: Bundle) -> bool:
    """Testimonies and claims that have gone under a later number tell nothing of these."""
    if later.content != Content.RECORDS or later.state != State.RELEASED:
        return False
    has_gone = later.delivery.begun_at is not None and not later.delivery.is_offered
    return has_gone and not later.notices.filter(item__bundle=bundle).exists()


def _discard(bundle: Bundle, *, by: User, reason: str) -> Bundle:
    bundle.must_allow(State.DISCARDED)
    bundle.holds.all().must_have_ended()
    if not reason.strip():
        raise Refusal(_("Say why this bundle is discarded."))
    if bundle.state == State.RELEASED:
        deliveries.call_off(bundle, by=by)

    was = bundle.state
    bundle.state = State.DISCARDED
    bundle.discarded_by, bundle.discarded_at = by, now()
    bundle.discard_reason, bundle.next_attempt_at = reason.strip()[:300], now()
    bundle.save(
        update_fields=[
            "state",
            "discarded_by",
            "discarded_at",
            "discard_reason",
            "next_attempt_at",
        ]
    )
    bundle.notices.all().delete()
    items = statements.run(statements.FREE_ITEMS, bundle=bundle.pk)
    custody.record(
        "bundle.discarded",
        bundle,
        by=by,
        number=bundle.number,
        was=was,
        items=items,
        identity=bundle.identity,
        sha256=bundle.sha256,
        reason=bundle.discard_reason,
    )
    return bundle
