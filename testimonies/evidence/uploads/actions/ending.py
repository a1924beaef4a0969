"""Uploads that nobody wants any more, or that nobody went on with."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from testimonies.custody import log as custody
from testimonies.evidence.uploads import place
from testimonies.models import Upload
from testimonies.models.custody import Actor

A_DAY = timedelta(days=1)


def drop(upload_id: int, *, event: str = "upload.dropped") -> None:
    """Nobody wants it any more. Idempotent."""
    uuid = _delete(upload_id, event)
    if uuid is not None:
        place.forget(uuid)  # a file without a row is found by the sweep


def sweep(*, at: datetime) -> int:
    """Erase what has expired, and files that no row knows. Idempotent; returns how many."""
    expired = list(Upload.objects.filter(expires_at__lte=at).values_list("pk", "taken_at")[:200])
    for pk, taken_at in expired:
        drop(pk, event="upload.forgotten" if taken_at else "upload.expired")
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
    upload = Upload.objects.select_for_update(no_key=True).filter(pk=upload_id).first()
    if upload is None:
        return None
    actor = Actor.SUBMITTER if event == "upload.dropped" else Actor.SYSTEM
    custody.record(event, upload, actor=actor, size=upload.offset)
    upload.delete()
    return upload.uuid
