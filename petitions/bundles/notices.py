"""What was taken back after it had gone: the next bundle of records says so, once.

Only what its submitter decided is told. A legal hold or a waiting time that runs takes nothing
back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from petitions.bundles.payload import Line
from petitions.models import Bundle, BundleItem, Delivery, PetitionTarget, RecordNotice
from petitions.models.bundle import State
from petitions.models.bundle_item import ItemKind
from testimonies.models import Submission
from testimonies.privacy import queries as privacy


@dataclass(frozen=True)
class Ended:
    """A record that this target got and may not use any more, and since when."""

    item: BundleItem
    reference: str
    on: date


def collect(target: PetitionTarget, cut_off: datetime) -> Iterator[Ended]:
    """What had gone to this target, has ended before the cut-off, and was not told yet.

    What nobody has fetched from our desk has not gone: it is closed there instead.
    """
    gone = BundleItem.objects.filter(
        target=target,
        kind__in=[ItemKind.TESTIMONY, ItemKind.CLAIM],
        bundle__state=State.RELEASED,
        bundle__delivery__begun_at__isnull=False,
        notice=None,
    ).exclude(bundle__delivery__in=Delivery.objects.offered())
    read = gone.select_related("bundle", "consent", "testimony__submission", "claim__submission")
    code = target.profile.institution.code
    for item in read.order_by("bundle_id", "-kind", "position").iterator():
        record = item.testimony or item.claim
        if record is None:
            continue
        ended_at = _ended_at(item, record.submission, code)
        if ended_at is not None and ended_at < cut_off:
            yield Ended(item, record.reference, localdate(ended_at))


def _ended_at(item: BundleItem, submission: Submission, code: str) -> datetime | None:
    consent = privacy.current_consent(submission)
    if consent is None:
        return None
    if consent.withdrawn_at:
        return consent.withdrawn_at
    if consent.pk == item.consent_id or privacy.allows(consent, code):
        return None
    return consent.given_at


def take(bundle: int, found: Iterator[Ended]) -> int:
    """Write down what the bundle tells, in the transaction of its freeze."""
    rows = [
        RecordNotice(
            bundle_id=bundle,
            item=each.item,
            kind=each.item.kind,
            reference=each.reference,
            number=each.item.bundle.number,
            ended_on=each.on,
        )
        for each in found
    ]
    return len(RecordNotice.objects.bulk_create(rows))


def lines(bundle: Bundle) -> list[Line]:
    return [
        Line([each.kind, each.reference, str(each.number), each.ended_on.isoformat()])
        for each in bundle.notices.order_by("number", "reference")
    ]


def wrong_by_now(bundle: Bundle) -> list[str]:
    """References of what is allowed again since the freeze."""
    code = bundle.target.profile.institution.code
    told = bundle.notices.select_related("item__testimony__submission", "item__claim__submission")
    return [each.reference for each in told if _is_allowed(each.item, code)]


def _is_allowed(item: BundleItem, code: str) -> bool:
    record = item.testimony or item.claim
    return record is not None and _ended_at(item, record.submission, code) is None
