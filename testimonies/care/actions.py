"""How somebody of the staff works, said by themselves; and what may be hard to read in a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from testimonies.care import topics
from testimonies.care.rules import OwnWay
from testimonies.custody import log as custody
from testimonies.models import Care, ContentNote, Submission
from testimonies.models.care import Topic


@transaction.atomic
def keep(way: OwnWay, *, by: User) -> Care:
    """Custody says that it was changed, and nothing of what."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    kept, _is_new = Care.objects.update_or_create(
        user=by,
        defaults={
            "languages": list(way.languages),
            "most_in_hand": way.most_in_hand,
            "days": list(way.days),
            "own": {
                "rather_not": sorted(way.rather_not),
                "is_grey": way.is_grey,
                "pause_minutes": way.pause_minutes,
                "pause_cases": way.pause_cases,
            },
            "changed_at": now(),
        },
    )
    custody.record("staff.own_way_changed", by, by=by)
    return kept


@transaction.atomic
def note(submission_id: int, there: Iterable[Topic], *, by: User) -> Submission:
    """Say what may be hard to read in it; the rest of the list is not in it. Idempotent.

    Only what differs from what was known is written: the rest goes on being derived.
    """
    submission = Submission.objects.lock(submission_id)
    known = topics.of([submission.pk], reader=by).get(submission.pk, frozenset())
    for topic in known ^ frozenset(there):
        ContentNote.objects.update_or_create(
            submission=submission,
            topic=topic,
            defaults={"is_there": topic not in known, "by": by, "at": now()},
        )
    if known != frozenset(there):
        custody.record("submission.content_noted", submission, by=by)
    return submission
