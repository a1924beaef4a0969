"""In which bundles a testimony or claim went to whom; and which archives took it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from petitions.models import ArchivePackage, Bundle, BundleItem, Delivery
from petitions.models.bundle import State
from petitions.models.delivery import Channel
from testimonies.models import CustodyEvent, Submission
from testimonies.privacy.whereabouts import Passage

HANDED_OUT = "package.handed_out"


def of_submission(submission: Submission) -> list[Passage]:
    """To institutions in the order of the freezes, then to archives."""
    return [*_to_institutions(submission), *_to_archives(submission)]


def _to_institutions(submission: Submission) -> list[Passage]:
    own = Q(testimony__submission=submission) | Q(claim__submission=submission)
    items = BundleItem.objects.filter(own).exclude(bundle__state=State.DISCARDED)
    read = items.select_related("bundle__delivery", "target__profile__institution")
    return [
        Passage(
            code=item.target.profile.institution.code,
            name=item.target.profile.institution.name,
            number=item.bundle.number,
            gone_at=_gone_at(item.bundle),
        )
        for item in read.order_by("bundle__frozen_at", "pk")
    ]


def _gone_at(bundle: Bundle) -> datetime | None:
    """From when a channel was asked it may lie there; on a desk of ours it waits to be fetched."""
    delivery: Delivery | None = getattr(bundle, "delivery", None)
    if delivery is None or delivery.is_offered:
        return None
    asked = delivery.sent_at or delivery.begun_at
    if delivery.channel != Channel.DESK or delivery.placed_at:
        return asked
    known = [each for each in (delivery.fetched_at, delivery.acknowledged_at) if each]
    return min(known, default=asked)


def _to_archives(submission: Submission) -> list[Passage]:
    packages = ArchivePackage.objects.filter(submission=submission).order_by("asked_at")
    by_key = {str(package.uuid): package for package in packages}
    taken = CustodyEvent.objects.filter(
        event=HANDED_OUT, subject_kind="archivepackage", subject__in=by_key
    )
    first: dict[str, datetime] = {}
    for event in taken.order_by("id"):
        first.setdefault(event.subject, event.at)
    return [
        Passage(code="", name=by_key[key].archive, number=None, gone_at=at)
        for key, at in first.items()
    ]
