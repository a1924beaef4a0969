"""What the question pages need to know about a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from accounts import driver
from testimonies.history import gazetteer
from testimonies.intake.circumstances import Circumstances, Lazily
from testimonies.intake.papers.queries import Paper, papers_of
from testimonies.intake.teller.forms import DIED, MEMBER
from testimonies.models import (
    Draft,
    Institution,
    Operation,
    RepressionEpisode,
    Submission,
)
from testimonies.models.case import Voice
from testimonies.models.episode import EpisodeType
from testimonies.models.history import OperationKind

Answers = Mapping[str, Any]
Papers = Collection[tuple[str, str]]

#: What is known beside the draft. The testimony is the newest of the case that is not withdrawn;
#: it is none where it is this very draft that became it.
AROUND = """
SELECT
    EXISTS (SELECT FROM testimonies_submitter WHERE case_id = %(case)s),
    EXISTS (SELECT FROM testimonies_evidence
        WHERE case_id = %(case)s AND removed_at IS NULL AND NOT as_it_came),
    told.id, told.voice
FROM (VALUES (1)) AS once LEFT JOIN (
    SELECT submission.id, submission.voice, submission.draft_id
    FROM testimonies_testimony AS testimony
    JOIN testimonies_submission AS submission ON submission.id = testimony.submission_id
    WHERE submission.case_id = %(case)s AND testimony.workflow <> 'withdrawn'
    ORDER BY testimony.id DESC LIMIT 1
) AS told ON told.draft_id IS DISTINCT FROM %(draft)s
"""


def circumstances(draft: Draft) -> Circumstances:
    own = {"case": draft.case_id, "draft": draft.pk}
    row = driver.ask(AROUND, own).fetchone()
    has_contact, has_papers, told_in, said_voice = row or (False, False, None, None)
    voice = voice_of(draft.answers)
    if told_in is not None:
        voice = Voice(said_voice or voice_of(Submission.objects.get(pk=told_in).answers))
    papers, new_papers = _papers(draft) if has_papers else ((), ())
    return Circumstances(
        voice=voice,
        has_testimony=told_in is not None,
        has_contact=has_contact,
        papers=papers,
        new_papers=new_papers,
        institutions=institutions(),
        code_key=bytes(draft.case.code_key),
        places=Lazily(gazetteer.suggestions),
        operations=operations(),
        periods=Lazily(partial(_periods, draft, told_in)),
    )


def _papers(draft: Draft) -> tuple[Papers, Papers]:
    """All that were handed in or go with this draft, and the latter alone."""
    papers = Lazily(partial(papers_of, draft.case))
    return (
        Lazily(
            lambda: [
                _named(paper) for paper in papers if paper.is_handed_in or paper.goes_with(draft)
            ]
        ),
        Lazily(lambda: [_named(paper) for paper in papers if paper.goes_with(draft)]),
    )


def _named(paper: Paper) -> tuple[str, str]:
    return str(paper.first.uuid), paper.name


def institutions(country: str = "") -> Lazily[tuple[str, str]]:
    """Those that could receive it, by code and name; or those of one country and of the Union."""
    found = Institution.objects.all()
    if country:
        found = found.filter(country__in=[country, "EU"])
    return Lazily(lambda: [(each.code, each.name) for each in found])


def operations() -> Lazily[tuple[str, str]]:
    """Deportations and the like, by slug and name."""
    return Lazily(_operations)


def _operations() -> list[tuple[str, str]]:
    """Those that a person can have been part of; totals and famines are none."""
    kinds = [OperationKind.DEPORTATION, OperationKind.KILLING, OperationKind.CONSCRIPTION]
    taken = Operation.objects.filter(kind__in=kinds)
    return [(each.slug, each.name) for each in taken.chronological()]


def _periods(draft: Draft, told_in: int | None) -> list[tuple[str, str]]:
    """Of the testimony beside a claim by their uuid, of the draft itself by their key."""
    if told_in is not None:
        told = RepressionEpisode.objects.filter(mention__submission=told_in)
        return [
            (str(each.uuid), recognised(each.type, each.start_edtf[:4]))
            for each in told.order_by("id")
        ]
    return [
        (key, recognised(_first({"": typed}, "", "type"), _first({"": typed}, "", "start_2")))
        for key, typed in draft.answers.get("periods", {}).items()
    ]


def recognised(kind: str, year: str) -> str:
    """A period in a few words."""
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
