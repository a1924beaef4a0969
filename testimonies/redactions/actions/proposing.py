"""Somebody who reads proposes what is to be covered. From then on nothing of the case leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Evidence, Redaction, Submission
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.redaction import Covered, Stage
from testimonies.redactions import answers, parts, passages, policies, queries
from testimonies.redactions.parts import Area, Stretch
from testimonies.redactions.passages import Passage, Place

#: More at once is better proposed as a whole paper that stays here.
MOST_PARTS = 200


@dataclass(frozen=True)
class Words:
    """Words of an answer. `which` counts from 1 where they stand in it more than once."""

    question: str
    words: str
    reason: str
    note: str = ""
    which: int | None = None
    everywhere: bool = False


@dataclass(frozen=True)
class Areas:
    areas: tuple[Area, ...]
    reason: str
    note: str = ""


@dataclass(frozen=True)
class Times:
    times: tuple[Stretch, ...]
    reason: str
    note: str = ""


@transaction.atomic
def propose_words(submission_id: int, said: Words, *, by: User) -> Redaction:
    """Raises `Refusal` where the words do not stand in the answer, or are covered already."""
    submission = Submission.objects.lock(submission_id)
    policies.must_see(by, submission, said.question)
    is_sealed = answers.is_sealed(said.question)
    told = answers.words_under_seal(submission) if is_sealed else answers.words_of(submission)
    answer = told.get(said.question)
    if answer is None:
        raise Refusal(_("Choose the answer in which the words stand."))
    start, end = _meant(answer, said)
    if (start, end) in _covered_already(submission, said.question):
        raise Refusal(_("These words are covered, or somebody has proposed it."))

    passage = Passage(start, end, answer[start:end], said.everywhere)
    return _propose(
        Redaction(
            submission=submission,
            what=Covered.WORDS,
            question=said.question,
            anchor={**passage.as_plain(), "note": said.note},
            reason=said.reason,
            proposed_by=by,
        )
    )


def propose_areas(evidence_id: int, said: Areas, *, by: User) -> Redaction:
    """Areas of the pages of a paper, or of a picture."""
    if not said.areas or not all(area.is_on_its_page() for area in said.areas):
        raise Refusal(_("An area lies outside its page. Look at its numbers."))
    told = {"areas": parts.as_plain(said.areas), "note": said.note}
    return _propose_for_paper(evidence_id, Covered.AREAS, told, said.reason, by=by)


def propose_times(evidence_id: int, said: Times, *, by: User) -> Redaction:
    """Times of a recording."""
    if not said.times or not all(0 <= each.start < each.end for each in said.times):
        raise Refusal(_("A time ends before it begins."))
    told = {"times": parts.as_plain(said.times), "note": said.note}
    return _propose_for_paper(evidence_id, Covered.TIMES, told, said.reason, by=by)


@transaction.atomic
def _propose_for_paper(
    evidence_id: int, what: Covered, told: dict[str, Any], reason: str, *, by: User
) -> Redaction:
    paper = Evidence.objects.lock(evidence_id)
    if paper.submission is None or paper.removed_at is not None:
        raise Refusal(_("This paper is not there any more."))
    if not paper.files.filter(role=FileRole.ACCESS, scan=Scan.CLEAN).exists():
        raise Refusal(_("There is no checked copy of this file yet."))
    if queries.is_held(paper):
        raise Refusal(_("This paper must be kept as it is for now, by law."))
    standing = [each.anchor for each in paper.redactions.exclude(state=Stage.LIFTED)]
    if any(each.get(what) == told[what] for each in standing):
        raise Refusal(_("The same is covered, or somebody has proposed it."))
    if sum(len(each.get(what, ())) for each in [*standing, told]) > MOST_PARTS:
        raise Refusal(_("That is more than can be covered one by one in this paper."))

    return _propose(
        Redaction(
            submission=paper.submission,
            what=what,
            evidence=paper,
            anchor=told,
            reason=reason,
            proposed_by=by,
        )
    )


def _propose(redaction: Redaction) -> Redaction:
    redaction.save()
    custody.record(
        "redaction.proposed",
        redaction,
        by=redaction.proposed_by,
        covered=redaction.what,
        reason=redaction.reason,
    )
    return redaction


def _meant(answer: str, said: Words) -> Place:
    if len(said.words) > passages.LONGEST:
        raise Refusal(_("That is too long. Choose the words that hurt somebody."))
    places = passages.find(answer, said.words)
    if not places:
        raise Refusal(_("These words do not stand in that answer. Copy them exactly."))
    if len(places) > 1 and said.which is None and not said.everywhere:
        many = len(places)
        words = ngettext(
            "They stand there %(many)s time. Say which one, or choose each of them.",
            "They stand there %(many)s times. Say which one, or choose each of them.",
            many,
        )
        raise Refusal(words % {"many": many})
    which = said.which or 1
    if which > len(places):
        raise Refusal(_("They stand there fewer times than that."))
    return places[which - 1]


def _covered_already(submission: Submission, question: str) -> Iterator[Place]:
    own = submission.redactions.filter(question=question).exclude(state=Stage.LIFTED)
    return ((each.anchor["start"], each.anchor["end"]) for each in own)
