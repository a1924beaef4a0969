"""Which waiting times are over, and of what a person has still to look at."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from testimonies.models import ConsentRecord
from testimonies.models.consent import Audience, ConsentQuerySet, Embargo
from testimonies.models.testimony import Publication, Workflow

#: What may be allowed to everybody, each for itself.
PARTS = ("text", "documents", "photographs", "recording")


def come(*, on: date) -> ConsentQuerySet:
    """Their day has come, and nobody has written it down yet."""
    return ConsentRecord.objects.waiting_for_a_day().filter(
        embargo_until__lte=on, embargo_over_at=None
    )


def due() -> ConsentQuerySet:
    """Accepted, allowed to everybody, over, and not public: a person decides."""
    public = Q()
    for part in PARTS:
        public |= Q(**{part: Audience.PUBLIC})
    return ConsentRecord.objects.waiting_for_a_day().filter(
        public,
        embargo_over_at__isnull=False,
        submission__testimony__workflow=Workflow.ACCEPTED,
        submission__testimony__publication=Publication.UNPUBLISHED,
    )


def is_due(consent: ConsentRecord) -> bool:
    """The same of one consent, but for how its testimony stands."""
    return (
        consent.embargo == Embargo.UNTIL_DATE
        and consent.embargo_over_at is not None
        and consent.embargo_seen_at is consent.withdrawn_at is None
        and Audience.PUBLIC in {getattr(consent, part) for part in PARTS}
    )
