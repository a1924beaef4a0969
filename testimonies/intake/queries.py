"""What the question pages need to know about a case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from testimonies.history import gazetteer
from testimonies.intake.circumstances import Circumstances, Lazily
from testimonies.intake.papers import queries as papers
from testimonies.intake.teller.forms import DIED, MEMBER
from testimonies.models import (
    Case,
    Draft,
    Institution,
    Operation,
    RepressionEpisode,
    Submitter,
    Testimony,
)
from testimonies.models.case import Voice
from testimonies.models.episode import EpisodeType
from testimonies.models.history import OperationKind
from testimonies.models.testimony import Workflow

Answers = Mapping[str, Any]


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
    added = papers.papers_of(draft.case)
    return Circumstances(
        voice=voice,
        has_testimony=has_testimony,
        has_contact=Submitter.objects.filter(case=draft.case).exists(),
        papers=tuple((str(paper.first.uuid), paper.name) for paper in added),
        new_papers=tuple(
            (str(paper.first.uuid), paper.name)
            for paper in added
            if paper.first.submission_id is None
        ),
        institutions=institutions(),
        code_key=bytes(draft.case.code_key),
        places=Lazily(gazetteer.suggestions),
        operations=operations(),
        periods=Lazily(partial(_periods, draft, testimony if has_testimony else None)),
    )


def institutions() -> tuple[tuple[str, str], ...]:
    """Those that could receive it, by code and name."""
    return tuple((each.code, each.name) for each in Institution.objects.all())


def operations() -> Lazily[tuple[str, str]]:
    """Deportations and the like, by slug and name."""
    return Lazily(_operations)


def _operations() -> list[tuple[str, str]]:
    """Those that a person can have been part of; totals and famines are none."""
    kinds = [OperationKind.DEPORTATION, OperationKind.KILLING, OperationKind.CONSCRIPTION]
    taken = Operation.objects.filter(kind__in=kinds)
    return [(each.slug, each.name) for each in taken.chronological()]


def _periods(draft: Draft, testimony: Testimony | None) -> list[tuple[str, str]]:
    """Of the testimony beside a claim by their uuid, of the draft itself by their key."""
    if testimony is not None:
        told = RepressionEpisode.objects.filter(mention__submission=testimony.submission_id)
        return [
            (str(each.uuid), _recognised(each.type, each.start_edtf[:4]))
            for each in told.order_by("id")
        ]
    return [
        (key, _recognised(_first({"": typed}, "", "type"), _first({"": typed}, "", "start_2")))
        for key, typed in draft.answers.get("periods", {}).items()
    ]


def _recognised(kind: str, year: str) -> str:
    label = str(EpisodeType(kind).label) if kind in EpisodeType.values else _("A period")
    return ", ".join(part for part in (label, year) if part)


def voice_of(answers: Answers) -> Voice:
    """In which voice the questions are put, as the first pages say it."""
    about = _first(answers, "teller", "about")
    if about in {"", "self"}:
        return Voice.SELF
    if about == MEMBER:
        return Voice.ORGANISATION
    has_died = _first(answers, "alive", "alive") == DIED
    return Voice.DEAD if has_died else Voice.LIVING


def _first(answers: Answers, page: str, control: str) -> str:
    values = answers.get(page, {}).get(control, [])
    return values[0] if values else ""
