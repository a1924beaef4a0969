"""What the desk shows: who has a submission open, what consent says, what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
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
    Submission,
    Testimony,
)
from testimonies.models.consent import Audience, Embargo, Identity, Use
from testimonies.models.redaction import STANDING, Covered, Stage
from testimonies.privacy import queries as privacy
from testimonies.privacy.queries import Circumstances
from testimonies.privacy.rules import LEVELS, Access, Level
from testimonies.redactions import queries as redactions
from testimonies.review import history, records
from testimonies.review.reading import CaseRead

LOOKED = "submission.viewed"
A_WHILE = timedelta(minutes=15)

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


def opened_among(
    lines: Iterable[CustodyEvent], reference: str, *, other_than: User
) -> Opened | None:
    """The same of one submission whose newest lines were read already."""
    since = now() - A_WHILE
    for line in lines:
        is_look = line.event == LOOKED and line.subject == reference and line.at >= since
        if is_look and line.by_id != other_than.pk:
            return Opened(_who(line), line.at)
    return None


def consent_of(submission: Submission) -> Consent | None:
    record = privacy.current_consent(submission)
    if record is None:
        return None
    proposed = submission.redactions.filter(state=Stage.PROPOSED, what=Covered.WORDS)
    words = partial(records.public_words, also=proposed)
    names = list(Institution.objects.all())
    return _consent(record, submission, privacy.circumstances_of(submission), names, words)


def consent_in(case: CaseRead) -> Consent | None:
    """The same of a case that was read already."""
    if case.consent is None:
        return None
    names = [name for mention in case.mentions for name in mention.names.all()]
    everybody = sorted(names, key=lambda name: name.pk)
    proposed = [each for each in case.own_redactions if each.state == Stage.PROPOSED]
    covered = [each for each in case.redactions if each.state in STANDING]
    words = [each for each in [*covered, *proposed] if each.what == Covered.WORDS]
    said = partial(
        records.words_under, everybody=everybody, veil_of=partial(redactions.veil_of, words)
    )
    return _consent(case.consent, case.submission, case.circumstances, case.institutions, said)


def _consent(
    record: ConsentRecord,
    submission: Submission,
    circumstances: Circumstances,
    institutions: Iterable[Institution],
    words: Callable[[Testimony, Access], records.PublicWords],
) -> Consent:
    """`words` are those that everybody would see of a testimony under an access."""
    access = privacy.access_under(record, submission, circumstances=circumstances).access
    accepted = privacy.access_under(
        record, submission, as_if_accepted=True, circumstances=circumstances
    ).access
    testimony = getattr(submission, "testimony", None)
    bodies = list(institutions)
    return Consent(
        record=record,
        answers=tuple(_answers(record, bodies)),
        today=(
            (_("The words"), _level(access.text)),
            (_("The papers"), _level(access.documents)),
            (_("The photographs"), _level(access.photographs)),
            (_("The recordings"), _level(access.recording)),
        ),
        changed=tuple(_changed(record, bodies)) if record.is_to_look_at else (),
        preview=words(testimony, accepted) if testimony and accepted.has_public_part else None,
    )


def _changed(record: ConsentRecord, bodies: list[Institution]) -> Iterable[tuple[str, str, str]]:
    before = dict(_answers(record.supersedes, bodies)) if record.supersedes else {}
    for asked, answer in _answers(record, bodies):
        if before.get(asked) != answer:
            yield asked, before.get(asked, ""), answer


def sentences_of(lines: Iterable[CustodyEvent]) -> list[Line]:
    return [
        Line(event.at, sentences.of(event.event), _who(event), history.detail_of(event))
        for event in lines
    ]


def papers_of(submission: Submission) -> QuerySet[Evidence]:
    """What was added to it, and what its claim points to from elsewhere in the case."""
    belongs = Q(submission=submission) | Q(claim_items__claim__submission=submission)
    found = Evidence.objects.filter(belongs, case_id=submission.case_id).distinct()
    return found.prefetch_related("files").order_by("received_at", "id")


def _answers(consent: ConsentRecord, bodies: Iterable[Institution]) -> Iterable[tuple[str, str]]:
    yield _("Who may read the words"), str(Audience(consent.text).label)
    yield _("Who may see the papers"), str(Audience(consent.documents).label)
    yield _("Who may see the photographs"), str(Audience(consent.photographs).label)
    if consent.recording:
        yield _("Who may hear and see the recordings"), str(Audience(consent.recording).label)
    yield _("Named"), str(Identity(consent.identity_shown_as).label)
    uses = ", ".join(str(use.label) for use in Use if use in consent.uses)
    yield _("May be used for"), uses or _("nothing: it is only kept")
    named = [each.name for each in bodies if each.code in consent.institutions]
    yield _("Institutions"), ", ".join(named) or _("none")
    waiting, until = Embargo(consent.embargo).label, consent.embargo_until
    yield _("Waiting time"), f"{waiting}: {date_format(until)}" if until else str(waiting)
    if consent.withdrawn_at:
        yield _("Withdrawn"), date_format(localtime(consent.withdrawn_at))


def _level(level: Level) -> str:
    return str(LABELS.get(level) or _("Nobody: it was withdrawn"))


def _who(event: CustodyEvent) -> str:
    return event.by.email if event.by else str(event.get_actor_display())
