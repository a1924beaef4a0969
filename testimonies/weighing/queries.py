"""How well a testimony was found to be supported, by whom, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from testimonies.models import Evidence, Submission, Testimony
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.testimony import Workflow


@dataclass(frozen=True)
class Told:
    found: str
    why: str
    other: str
    paper: str
    by: str
    at: datetime
    #: What it rests on was taken back; without these words nobody knew why it ended.
    is_lost: bool


def history(testimony: Testimony, *, reader: User) -> list[Told]:
    """Newest first; without the reference of what this reader may not open."""
    seen = set(
        Submission.objects.visible_to(reader)
        .filter(testimony__supports__testimony=testimony)
        .values_list("pk", flat=True)
    )
    rows = testimony.weighings.select_related("other__submission", "paper", "by").order_by("-pk")
    return [
        Told(
            found=row.get_found_display(),
            why=row.told.get("why", ""),
            other=row.other.submission.reference
            if row.other and row.other.submission_id in seen
            else "",
            paper=name_of(row.paper) if row.paper else "",
            by=row.by.email if row.by else "",
            at=row.at,
            is_lost=row.by is None
            or (row.other is not None and row.other.workflow == Workflow.WITHDRAWN),
        )
        for row in rows
    ]


def papers_of(submission: Submission) -> Iterator[tuple[str, str]]:
    """Clean papers of the whole case, by uuid and name."""
    kept = Evidence.objects.in_use().filter(case=submission.case_id)
    clean = kept.filter(files__role=FileRole.ORIGINAL, files__scan=Scan.CLEAN)
    return ((str(paper.uuid), name_of(paper)) for paper in clean.order_by("id"))


def name_of(paper: Evidence) -> str:
    caption = paper.told.get("caption", "") or paper.told.get("file_name", "")
    return f"{paper.get_kind_display()}: {caption}".rstrip(": ")
