"""Waiting times that are over: their end makes a task for a person, never a publication."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import ConsentRecord
from testimonies.models.custody import Actor
from testimonies.review.embargoes import queries

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 500


def notice(*, at: datetime) -> int:
    """Write down which days have come. Idempotent; returns how many."""
    ids = queries.come(on=localdate(at)).order_by("embargo_until", "pk")
    return sum(_notice(pk) for pk in list(ids.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _notice(consent_id: int) -> int:
    own = queries.come(on=localdate()).select_for_update(no_key=True, of=("self",))
    consent = own.filter(pk=consent_id).first()
    if consent is None:
        return 0
    consent.embargo_over_at = now()
    consent.save(update_fields=["embargo_over_at"])
    custody.record("consent.embargo_over", consent.submission, actor=Actor.SYSTEM)
    return 1


@transaction.atomic
def keep_closed(submission_id: int, *, by: User) -> ConsentRecord:
    """Somebody has looked: for now it stays as it is, and waits on no list."""
    own = ConsentRecord.objects.waiting_for_a_day().filter(submission=submission_id)
    consent = own.exclude(embargo_over_at=None).select_for_update(no_key=True).first()
    if consent is None:
        raise Refusal(_("Nothing of this waits for anybody."))

    consent.embargo_seen_at, consent.embargo_seen_by = now(), by
    consent.save(update_fields=["embargo_seen_at", "embargo_seen_by"])
    custody.record("consent.embargo_seen", consent.submission, by=by)
    return consent
