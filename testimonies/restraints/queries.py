"""What holds a case back, now and before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from testimonies.models import Case, Restraint
from testimonies.models.restraint import Restrains


@dataclass(frozen=True)
class Told:
    """One restraint in words, for the desk."""

    kind: str
    ground: str
    why: str
    by: str
    began_at: datetime
    ended_at: datetime | None
    ended_by: str
    why_ended: str


def kinds(case_id: int) -> frozenset[str]:
    """What holds a case back now."""
    return frozenset(Restraint.objects.open().filter(case=case_id).values_list("kind", flat=True))


def is_suspended(case: Case) -> bool:
    return Restrains.SUSPENSION in kinds(case.pk)


def history(case: Case) -> list[Told]:
    """Newest first."""
    rows = case.restraints.select_related("by", "ended_by").order_by("-began_at", "-id")
    return [
        Told(
            kind=row.get_kind_display(),
            ground=row.get_ground_display(),
            why=row.told.get("why", ""),
            by=row.by.email,
            began_at=row.began_at,
            ended_at=row.ended_at,
            ended_by=row.ended_by.email if row.ended_by else "",
            why_ended=(row.told_at_end or {}).get("why", ""),
        )
        for row in rows
    ]
