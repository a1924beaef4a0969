"""What becomes of a released bundle when its time is over: the row stays, everything else goes."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from accounts.models import User
from petitions.bundles import places
from petitions.bundles.archiving import actions as archiving
from petitions.models import Bundle, BundleItem, Hold
from petitions.models.bundle import State
from petitions.models.delivery import Channel
from petitions.models.hold import KEPT
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Submission


@transaction.atomic
def forget(bundle_id: int, *, by: User | None = None) -> Bundle:
    """Let a released bundle go: counts, digests and the list of what it held stay.

    Snapshots of testimonies and claims are erased at once, its files by `remove_files`, which
    comes afterwards. Whether its time is over the caller knows. Idempotent.
    """
    bundle = Bundle.objects.lock(bundle_id)
    if bundle.forgotten_at or bundle.state != State.RELEASED:
        return bundle
    bundle.forgotten_at = bundle.next_attempt_at = now()
    bundle.save(update_fields=["forgotten_at", "next_attempt_at"])
    bundle.items.exclude(snapshot=None).update(snapshot=None, erased_at=bundle.forgotten_at)
    custody.record("bundle.forgotten", bundle, by=by, identity=bundle.identity)
    return bundle


def forget_record(submission: Submission) -> None:
    """What bundles that have gone out keep of a testimony or claim that is erased on request.

    Those that have not gone out are discarded before: whoever erases has seen to that.
    """
    own = Q(testimony__submission=submission) | Q(claim__submission=submission)
    kept = BundleItem.objects.filter(own, bundle__state=State.RELEASED).exclude(snapshot=None)
    if Hold.objects.open().filter(bundle__in=kept.values("bundle")).exists():
        raise Refusal(str(KEPT))
    kept.update(snapshot=None, erased_at=now())


def remove_files(bundle_id: int) -> Bundle:
    """What lies on our disks of a discarded or forgotten bundle. Idempotent.

    A worker that is still at it ends first, and so does a legal hold. What went to the institution
    is theirs; copies in folders from which it is fetched go as well, if nobody has fetched them.
    """
    bundle = Bundle.objects.select_related(
        "target__petition", "target__profile__institution", "delivery"
    ).get(pk=bundle_id)
    if not bundle.has_files_to_remove or bundle.is_held:
        return bundle
    with places.alone(bundle, wait=False) as is_mine:
        if not is_mine:
            return bundle  # the next sweep comes back
        archiving.forget(bundle.pk)
        _remove_from_folders(bundle)
        if not places.remove(bundle):
            return bundle
    return _removed(bundle_id)


def _remove_from_folders(bundle: Bundle) -> None:
    roots = {Channel.DROP: settings.DROP_ROOT, Channel.GATEWAY: settings.GATEWAY_ROOT}
    delivery = getattr(bundle, "delivery", None)
    root = roots.get(Channel(delivery.channel)) if delivery else None
    if root is None or not bundle.outgoing_path:
        return
    folder = Path(root) / bundle.target.profile.institution.code
    name = places.outgoing(bundle).name
    for each in (name, f"{name}.sha256"):
        (folder / each).unlink(missing_ok=True)


@transaction.atomic
def _removed(bundle_id: int) -> Bundle:
    bundle = Bundle.objects.lock(bundle_id)
    if bundle.removed_at:
        return bundle
    bundle.removed_at = now()
    bundle.save(update_fields=["removed_at"])
    custody.record("bundle.files_removed", bundle)
    return bundle
