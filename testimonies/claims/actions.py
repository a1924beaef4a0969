"""Claims: handed in by submitters, recorded and assessed by two people of the staff.

Recorded does not mean awarded: nothing here decides what anybody gets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.claims.completeness import actions as completeness
from testimonies.claims.rules import NotRecordable
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import queries as papers
from testimonies.flags import policies as flags
from testimonies.intake.details.actions import ends
from testimonies.intake.handing_in import actions as handing_in
from testimonies.intake.transcribing import policies as transcribing
from testimonies.models import (
    Assessment,
    Claim,
    ClaimItem,
    Draft,
    EarlierAward,
    Evidence,
    RepressionEpisode,
    Submission,
)
from testimonies.models.assessment import Plausibility, Seat, Support
from testimonies.models.claim import State
from testimonies.models.custody import Actor
from testimonies.restraints import policies as restraints
from testimonies.review.messages import actions as messages

if TYPE_CHECKING:
    from accounts.models import User
    from testimonies.claims.told import Item, ToldClaim
    from testimonies.intake.questionnaire import Questionnaire

DECISION = ["state", "not_recordable_reason", "first_assessor", "second_assessor", "recorded_at"]


@transaction.atomic
def submit(draft_id: int, told: ToldClaim, *, questionnaire: Questionnaire) -> Submission:
    """Hand a claim in. Idempotent: a draft becomes one submission, whoever presses twice."""
    draft = Draft.objects.lock(draft_id)
    if earlier := handing_in.earlier_submission(draft):
        return earlier

    submission = handing_in.open_submission(draft, told, questionnaire)
    episodes = _tell_person(submission, told)
    claim = Claim.objects.create(
        submission=submission,
        standing=told.standing,
        forum_country=told.forum_country,
        told=dict(told.words),
    )
    claim.authority_papers.set(_papers(claim, told.authority_papers))
    for item in told.items:
        _write_item(claim, item, episodes.get(item.period) or _period_of(claim, item.period))
    for award in told.awards:
        EarlierAward.objects.create(
            claim=claim,
            kind=award.kind,
            **ends("given", award.given),
            told={**award.words, "given_told": award.given.as_told},
        )
    handing_in.give_consent(submission, told.consent)
    handing_in.keep_contact(draft, told.contact)
    whose = handing_in.whose(submission)
    custody.record("claim.submitted", claim, **whose, items=len(told.items))
    handing_in.close(draft, submission)
    return submission


@transaction.atomic
def acknowledge(claim_id: int, *, by: User) -> Claim:
    """Somebody has seen it and begins to check whether it is complete."""
    claim = _move(claim_id, State.ACKNOWLEDGED)
    claim.not_recordable_reason = ""
    return _decide(claim, "claim.acknowledged", by)


@transaction.atomic
def ask(claim_id: int, *, by: User, question: str) -> Claim:
    """Ask the submitter; the claim waits for the answer."""
    claim = _move(claim_id, State.INFO_REQUESTED)
    messages.write(claim.submission, question, by=by, letter="question_to_submitter")
    return _decide(claim, "claim.asked_about", by)


@transaction.atomic
def take_answer(claim_id: int) -> Claim:
    """The submitter has answered. Idempotent: only a claim that waits goes on."""
    claim = Claim.objects.lock(claim_id)
    if claim.state != State.INFO_REQUESTED:
        return claim
    claim.state = State.ACKNOWLEDGED
    return _decide(claim, "claim.answered", None)


@transaction.atomic
def record(claim_id: int, *, by: User) -> Claim:
    """Complete enough to be recorded. Earlier assessments begin anew."""
    claim = _move(claim_id, State.RECORDED, State.ACKNOWLEDGED)
    _files_must_be_clean(claim)
    completeness.must_be_complete(claim)
    claim.first_assessor = claim.second_assessor = None
    claim.recorded_at = now()
    to_nobody = claim.submission.consents.current().filter(institutions=[]).exists()
    messages.tell(claim.submission, "claim_recorded", to_nobody=to_nobody)
    return _decide(claim, "claim.recorded", by)


@transaction.atomic
def not_recordable(claim_id: int, *, by: User, reason: str, explanation: str) -> Claim:
    """It cannot be recorded, and the submitter is told why, in words."""
    claim = _move(claim_id, State.NOT_RECORDABLE)
    claim.not_recordable_reason = NotRecordable(reason)
    messages.write(claim.submission, explanation, by=by, letter="message_to_submitter")
    return _decide(claim, "claim.not_recordable", by, reason=reason)


@dataclass(frozen=True)
class Reading:
    """What an assessor says of a claim. It decides nothing of what anybody gets."""

    plausibility: Plausibility
    support: Support
    words: str = ""


@transaction.atomic
def assess(claim_id: int, *, by: User, reading: Reading) -> Claim:
    """The first assessor has read it and its papers."""
    claim = _move(claim_id, State.ASSESSED)
    transcribing.must_not_have_typed(by, claim.submission)
    _files_must_be_clean(claim)
    _write_down(claim, Seat.FIRST, reading, by)
    claim.first_assessor, claim.second_assessor = by, None
    return _decide(claim, "claim.assessed", by)


@transaction.atomic
def assess_anew(claim_id: int, *, kept_away: User) -> Claim:
    """Whoever assessed it first keeps away from it: somebody else does. Idempotent."""
    claim = Claim.objects.lock(claim_id)
    if claim.state != State.ASSESSED or claim.first_assessor_id != kept_away.pk:
        return claim
    claim.must_allow(State.RECORDED)
    claim.state, claim.first_assessor = State.RECORDED, None
    claim.save(update_fields=DECISION)
    custody.record("claim.to_be_assessed_anew", claim)
    return claim


@transaction.atomic
def second_assess(claim_id: int, *, by: User, reading: Reading) -> Claim:
    """Another person agrees: the claim may go where its consent allows."""
    claim = _move(claim_id, State.READY_FOR_BUNDLE)
    if claim.first_assessor_id == by.pk:
        raise Refusal(_("You have assessed this claim first. Somebody else must do it too."))
    flags.must_have_no_open_flag(claim.submission_id)
    transcribing.must_not_have_typed(by, claim.submission)
    _files_must_be_clean(claim)
    _write_down(claim, Seat.SECOND, reading, by)
    claim.second_assessor = by
    return _decide(claim, "claim.second_assessed", by)


@transaction.atomic
def transmit(claim_id: int) -> Claim:
    """It has gone to an institution. Idempotent: a second institution changes nothing more."""
    return _advance(claim_id, State.READY_FOR_BUNDLE, State.TRANSMITTED, "claim.transmitted")


@transaction.atomic
def receive(claim_id: int) -> Claim:
    """An institution says that it arrived. Idempotent."""
    return _advance(claim_id, State.TRANSMITTED, State.RECEIVED, "claim.received")


@transaction.atomic
def withdraw(claim_id: int) -> Claim:
    """The submitter takes the claim back. Idempotent."""
    claim = Claim.objects.lock(claim_id)
    if claim.state == State.WITHDRAWN:
        return claim
    was = claim.state
    claim.must_allow(State.WITHDRAWN)
    claim.state = State.WITHDRAWN
    claim.save(update_fields=DECISION)
    custody.record("claim.withdrawn", claim, actor=Actor.SUBMITTER, was=was)
    return claim


def _write_down(claim: Claim, seat: Seat, reading: Reading, by: User) -> None:
    Assessment.objects.create(
        claim=claim,
        seat=seat,
        plausibility=reading.plausibility,
        support=reading.support,
        told={"words": reading.words},
        by=by,
        at=now(),
    )


def _files_must_be_clean(claim: Claim) -> None:
    if papers.has_unsafe_file(claim.submission):
        raise Refusal(_("A file has not been scanned yet, or is infected."))


def _advance(claim_id: int, here: State, to: State, event: str) -> Claim:
    """Move only from here; from anywhere else there is nothing to do."""
    claim = Claim.objects.lock(claim_id)
    if claim.state != here:
        return claim
    claim.must_allow(to)
    claim.state = to
    claim.save(update_fields=["state"])
    custody.record(event, claim)
    return claim


def _move(claim_id: int, to: State, only_from: State | None = None) -> Claim:
    claim = Claim.objects.lock(claim_id)
    claim.must_allow(to)
    if only_from is not None and claim.state != only_from:
        raise Refusal(_("It is recorded already."))
    restraints.must_go_on(claim.submission.case_id)
    claim.state = to
    return claim


def _decide(claim: Claim, event: str, by: User | None, **detail: str) -> Claim:
    claim.save(update_fields=DECISION)
    actor = Actor.STAFF if by else Actor.SUBMITTER
    custody.record(event, claim, by=by, actor=actor, **detail)
    return claim


def _tell_person(submission: Submission, told: ToldClaim) -> dict[str, RepressionEpisode]:
    """About whom it is and what they suffered when, by key; a testimony has said it already."""
    if told.person is None:
        return {}
    mentioned = handing_in.mention(submission, told.person)
    return {period.key: handing_in.tell_period(mentioned, period) for period in told.periods}


def _write_item(claim: Claim, item: Item, episode: RepressionEpisode | None) -> ClaimItem:
    written = ClaimItem.objects.create(
        claim=claim,
        head=item.head,
        method=item.method,
        told={
            "description": item.description,
            "amount": item.amount,
            "currency": item.currency,
            "money_of": item.money_of,
        },
        measures=list(item.measures),
        episode=episode,
    )
    written.evidence.set(_papers(claim, item.papers))
    return written


def _papers(claim: Claim, chosen: tuple[str, ...]) -> QuerySet[Evidence]:
    """Papers of the same case and no others, each with all its pages."""
    kept = Evidence.objects.filter(
        case_id=claim.submission.case_id, removed_at=None, as_it_came=False
    )
    documents = kept.filter(uuid__in=chosen).values("document")
    return kept.filter(document__in=documents)


def _period_of(claim: Claim, uuid: str) -> RepressionEpisode | None:
    """The one that was chosen, unless it is not there any more."""
    told = RepressionEpisode.objects.filter(mention__submission__case=claim.submission.case_id)
    return next((period for period in told if str(period.uuid) == uuid), None) if uuid else None
