"""What the desk shows: who has a submission open, what consent says, what happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import sentences
from testimonies.models import (
    ConsentRecord,
    CustodyEvent,
    Evidence,
    Institution,
    Recording,
    SealedAnswers,
    Submission,
    Transcription,
)
from testimonies.models.consent import Audience, Embargo, Identity, Use
from testimonies.models.redaction import Covered, Stage
from testimonies.privacy import queries as privacy
from testimonies.privacy.rules import LEVELS, Level
from testimonies.review import history, records

LOOKED = "submission.viewed"
A_WHILE = timedelta(minutes=15)
NEWEST_LINES = 200

LABELS: dict[Level, Any] = {level: Audience(code).label for code, level in LEVELS.items()}


@dataclass(frozen=True)
class Opened:
    by: str
    at: datetime


@dataclass(frozen=True)
class Line:
    at: datetime
    sentence: str
    who: str
    detail: str


@dataclass(frozen=True)
class Consent:
    """What was allowed, answer by answer, and what follows from it today."""

    record: ConsentRecord
    answers: tuple[tuple[str, str], ...]
    today: tuple[tuple[str, str], ...]
    #: Of a changed consent that nobody has looked at: what was asked, allowed before, and now.
    changed: tuple[tuple[str, str, str], ...]
    #: What everybody would see once two people have accepted it.
    preview: records.PublicWords | None


def opened_lately(references: Iterable[str], *, other_than: User) -> dict[str, Opened]:
    """Who else looked at a submission within a quarter of an hour: the newest of them."""
    looks = CustodyEvent.objects.filter(
        subject_kind="submission",
        subject__in=list(references),
        event=LOOKED,
        at__gte=now() - A_WHILE,
    )
    others = looks.exclude(by=other_than).select_related("by").order_by("id")
    return {look.subject: Opened(_who(look), look.at) for look in others}


def consent_of(submission: Submission) -> Consent | None:
    decision = privacy.access_to(submission)
    if decision is None:
        return None
    record, access = decision.consent, decision.access
    return Consent(
        record=record,
        answers=tuple(_answers(record)),
        today=(
            (_("The words"), _level(access.text)),
            (_("The papers"), _level(access.documents)),
            (_("The photographs"), _level(access.photographs)),
            (_("The recordings"), _level(access.recording)),
        ),
        changed=tuple(_changed(record)) if record.is_to_look_at else (),
        preview=_preview(submission),
    )


def _changed(record: ConsentRecord) -> Iterable[tuple[str, str, str]]:
    before = dict(_answers(record.supersedes)) if record.supersedes else {}
    for asked, answer in _answers(record):
        if before.get(asked) != answer:
            yield asked, before.get(asked, ""), answer


def lines_of(submission: Submission) -> list[Line]:
    """The custody lines of a submission, its case and what belongs to it, newest first."""
    found = papers_of(submission)
    papers = [str(paper.uuid) for paper in found]
    belongs = Q(subject_kind="submission", subject=submission.reference)
    belongs |= Q(subject_kind="evidence", subject__in=papers)
    belongs |= Q(subject_kind="case", subject=str(submission.case.uuid))
    for seal in SealedAnswers.objects.filter(submission=submission).only("uuid"):
        belongs |= Q(subject_kind="sealedanswers", subject=str(seal.uuid))
    covered = [str(each) for each in submission.redactions.values_list("uuid", flat=True)]
    belongs |= Q(subject_kind="redaction", subject__in=covered)
    belongs |= _of_recordings(found)
    if submission.entered_by_id:
        for typed in Transcription.objects.filter(draft=submission.draft_id).only("uuid"):
            belongs |= Q(subject_kind="transcription", subject=str(typed.uuid))
    for kind in ("testimony", "claim"):
        if thing := getattr(submission, kind, None):
            belongs |= Q(subject_kind=kind, subject=thing.reference)
    events = CustodyEvent.objects.filter(belongs).select_related("by").order_by("-id")
    return [
        Line(event.at, sentences.of(event.event), _who(event), history.detail_of(event))
        for event in events[:NEWEST_LINES]
    ]


def _of_recordings(papers: Iterable[Evidence]) -> Q:
    """Asked only where something is played: most cases have nothing of that."""
    played = [
        paper.pk
        for paper in papers
        if any(file.detected_type.startswith(("audio/", "video/")) for file in paper.files.all())
    ]
    if not played:
        return Q()
    written = Recording.objects.filter(evidence__in=played).values_list("uuid", flat=True)
    return Q(subject_kind="recording", subject__in=[str(each) for each in written])


def papers_of(submission: Submission) -> QuerySet[Evidence]:
    """What was added to it, and what its claim points to from elsewhere in the case."""
    belongs = Q(submission=submission) | Q(claim_items__claim__submission=submission)
    found = Evidence.objects.filter(belongs, case_id=submission.case_id).distinct()
    return found.prefetch_related("files").order_by("received_at", "id")


def _preview(submission: Submission) -> records.PublicWords | None:
    testimony = getattr(submission, "testimony", None)
    decision = privacy.access_to(submission, as_if_accepted=True)
    if testimony is None or decision is None or not decision.access.has_public_part:
        return None
    proposed = submission.redactions.filter(state=Stage.PROPOSED, what=Covered.WORDS)
    return records.public_words(testimony, decision.access, also=proposed)


def _answers(consent: ConsentRecord) -> Iterable[tuple[str, str]]:
    yield _("Who may read the words"), str(Audience(consent.text).label)
    yield _("Who may see the papers"), str(Audience(consent.documents).label)
    yield _("Who may see the photographs"), str(Audience(consent.photographs).label)
    if consent.recording:
        yield _("Who may hear and see the recordings"), str(Audience(consent.recording).label)
    yield _("Named"), str(Identity(consent.identity_shown_as).label)
    uses = ", ".join(str(Use(use).label) for use in consent.uses)
    yield _("May be used for"), uses or _("nothing: it is only kept")
    bodies = Institution.objects.filter(code__in=consent.institutions)
    yield _("Institutions"), ", ".join(each.name for each in bodies) or _("none")
    waiting, until = Embargo(consent.embargo).label, consent.embargo_until
    yield _("Waiting time"), f"{waiting}: {date_format(until)}" if until else str(waiting)
    if consent.withdrawn_at:
        yield _("Withdrawn"), date_format(localtime(consent.withdrawn_at))


def _level(level: Level) -> str:
    return str(LABELS.get(level) or _("Nobody: it was withdrawn"))


def _who(event: CustodyEvent) -> str:
    return event.by.email if event.by else str(event.get_actor_display())
