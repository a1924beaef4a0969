"""What the question pages need to know about a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from testimonies.intake.circumstances import Circumstances
from testimonies.intake.teller.forms import DIED, MEMBER
from testimonies.models import Case, Draft, Evidence, Institution, Submitter, Testimony
from testimonies.models.case import Voice
from testimonies.models.evidence import EvidenceKind
from testimonies.models.testimony import Workflow

Answers = Mapping[str, Any]


def papers_of(case: Case) -> list[Evidence]:
    """Every paper that the submitter has added and not taken back."""
    kept = case.evidence.filter(removed_at=None).order_by("received_at", "id")
    return list(kept.prefetch_related("files"))


def new_papers_of(case: Case) -> list[Evidence]:
    """Those that have not been handed in yet."""
    return [paper for paper in papers_of(case) if paper.submission_id is None]


def testimony_of(case: Case) -> Testimony | None:
    """The newest testimony of this case that is not withdrawn."""
    told = Testimony.objects.filter(submission__case=case).exclude(workflow=Workflow.WITHDRAWN)
    return told.select_related("submission").order_by("-id").first()


def circumstances(draft: Draft) -> Circumstances:
    testimony = testimony_of(draft.case)
    has_testimony = testimony is not None and testimony.submission.draft_id != draft.pk
    voice = voice_of(draft.answers)
    if testimony is not None and has_testimony:
        earlier = testimony.submission
        voice = Voice(earlier.voice) if earlier.voice else voice_of(earlier.answers)
    return Circumstances(
        voice=voice,
        has_testimony=has_testimony,
        has_contact=Submitter.objects.filter(case=draft.case).exists(),
        papers=tuple((str(paper.uuid), name_of(paper)) for paper in papers_of(draft.case)),
        institutions=tuple((each.code, each.name) for each in Institution.objects.all()),
    )


def voice_of(answers: Answers) -> Voice:
    """In which voice the questions are put, as the first pages say it."""
    about = _first(answers, "teller", "about")
    if about in {"", "self"}:
        return Voice.SELF
    if about == MEMBER:
        return Voice.ORGANISATION
    has_died = _first(answers, "alive", "alive") == DIED
    return Voice.DEAD if has_died else Voice.LIVING


def name_of(paper: Evidence) -> str:
    """What the submitter recognises a paper by."""
    kind = EvidenceKind(paper.kind).label
    words = paper.told.get("caption") or paper.told.get("file_name") or ""
    return f"{kind}: {words}" if words else str(kind)


def _first(answers: Answers, page: str, control: str) -> str:
    values = answers.get(page, {}).get(control, [])
    return values[0] if values else ""
