"""The doubts about a submission, in words, for the desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from testimonies.models import Flag, PersonMention, Submission


@dataclass(frozen=True)
class Told:
    uuid: UUID
    kind: str
    person: str
    passage: str
    why: str
    by: str
    raised_at: datetime
    closed_at: datetime | None
    closed_by: str
    outcome: str
    why_closed: str
    #: Whoever raised it closes it never.
    is_own: bool


def of(submission: Submission, *, reader: int) -> list[Told]:
    """The open ones first, then the newest."""
    rows = submission.flags.select_related("by", "closed_by", "mention")
    rows = rows.prefetch_related("mention__names").order_by("-raised_at", "-id")
    told = [_told(row, reader) for row in rows]
    return sorted(told, key=lambda each: each.closed_at is not None)


def people_of(submission: Submission) -> Iterator[tuple[str, str]]:
    """Each person of a submission by uuid and name."""
    mentions = submission.mentions.prefetch_related("names").order_by("id")
    return ((str(mention.uuid), name_of(mention)) for mention in mentions)


def name_of(mention: PersonMention) -> str:
    names = sorted(mention.names.all(), key=lambda name: name.pk)
    role = str(mention.get_role_display())
    return f"{names[0].full} ({role})" if names else role


def _told(row: Flag, reader: int) -> Told:
    return Told(
        uuid=row.uuid,
        kind=row.get_kind_display(),
        person=name_of(row.mention) if row.mention else "",
        passage=row.told.get("passage", ""),
        why=row.told.get("why", ""),
        by=row.by.email,
        raised_at=row.raised_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by.email if row.closed_by else "",
        outcome=row.get_outcome_display() if row.outcome else "",
        why_closed=(row.told_at_close or {}).get("why", ""),
        is_own=row.by_id == reader,
    )
