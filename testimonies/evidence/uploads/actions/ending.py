"""Uploads that nobody wants any more, or that nobody went on with."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from testimonies.custody import log as custody
from testimonies.evidence.uploads import place
from testimonies.models import Case, Restraint, Upload
from testimonies.models.custody import Actor

A_DAY = timedelta(days=1)
EXPIRED, FORGOTTEN = "upload.expired", "upload.forgotten"


def drop(upload_id: int, *, event: str = "upload.dropped") -> None:
    """Nobody wants it any more. Idempotent."""
    uuid = _delete(upload_id, event)
    if uuid is not None:
        place.forget(uuid)  # a file without a row is found by the sweep


def sweep(*, at: datetime) -> int:
    """Erase what has expired, and files that no row knows. Idempotent; returns how many.

    Of a case on legal hold nothing expires.
    """
    held = Restraint.objects.holds().filter(case=OuterRef("case"))
    over = Upload.objects.filter(expires_at__lte=at).exclude(Exists(held))
    expired = list(over.values_list("pk", "taken_at")[:200])
    for pk, taken_at in expired:
        drop(pk, event=FORGOTTEN if taken_at else EXPIRED)
    return len(expired) + _erase_orphans(at - A_DAY)


def _erase_orphans(moment: datetime) -> int:
    left = list(place.older_than(moment))
    known = set(Upload.objects.filter(uuid__in=left, taken_at=None).values_list("uuid", flat=True))
    for uuid in left:
        if uuid not in known:
            place.forget(uuid)
    return len(left) - len(known)


@transaction.atomic
def _delete(upload_id: int, event: str) -> UUID | None:
    is_by_itself = event in {EXPIRED, FORGOTTEN}
    if is_by_itself and _is_held(upload_id):
        return None
    upload = Upload.objects.select_for_update(no_key=True).filter(pk=upload_id).first()
    if upload is None:
        return None
    actor = Actor.SUBMITTER if event == "upload.dropped" else Actor.SYSTEM
    custody.record(event, upload, actor=actor, size=upload.offset)
    upload.delete()
    return upload.uuid


def _is_held(upload_id: int) -> bool:
    """Whoever puts the case on hold just now is waited for."""
    cases = Upload.objects.filter(pk=upload_id).values("case")
    list(Case.objects.filter(pk__in=cases).select_for_update(no_key=True).values_list("pk"))
    return Restraint.objects.holds().filter(case__in=cases).exists()
