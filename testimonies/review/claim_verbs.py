"""The buttons of a claim. Recorded does not mean awarded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from testimonies.claims import actions as claims
from testimonies.claims.actions import Reading
from testimonies.models import Claim, Submission
from testimonies.models.claim import MOVES, State
from testimonies.review import policies
from testimonies.review.forms import Ask, Assess, NotRecordableBecause, WhyNotRecordable
from testimonies.review.verb import Verb

Act = Callable[[Submission, User, dict[str, Any]], object]


def may_become(state: State) -> Callable[[Submission], bool]:
    def fits(submission: Submission) -> bool:
        claim = getattr(submission, "claim", None)
        return claim is not None and state in MOVES[State(claim.state)]

    return fits


def is_being_checked(submission: Submission) -> bool:
    claim = getattr(submission, "claim", None)
    return claim is not None and claim.state == State.ACKNOWLEDGED


def plainly(action: Callable[..., Claim]) -> Act:
    def act(submission: Submission, user: User, _said: dict[str, Any]) -> Claim:
        return action(submission.claim.pk, by=user)

    return act


def with_words(action: Callable[..., Claim]) -> Act:
    def act(submission: Submission, user: User, said: dict[str, Any]) -> Claim:
        return action(submission.claim.pk, by=user, **said)

    return act


def with_reading(action: Callable[..., Claim]) -> Act:
    def act(submission: Submission, user: User, said: dict[str, Any]) -> Claim:
        return action(submission.claim.pk, by=user, reading=Reading(**said))

    return act


CLAIM: tuple[Verb, ...] = (
    Verb(
        "acknowledge",
        _("Acknowledge"),
        _("Acknowledged: now we check whether it is complete."),
        may=policies.may_record,
        fits=may_become(State.ACKNOWLEDGED),
        act=plainly(claims.acknowledge),
        key="k",
        look="first",
    ),
    Verb(
        "record",
        _("Record"),
        _("Recorded. Recorded does not mean awarded."),
        may=policies.may_record,
        fits=is_being_checked,
        act=plainly(claims.record),
        key="r",
        look="first",
    ),
    Verb(
        "assess",
        _("I have assessed it"),
        _("Assessed once. Somebody else assesses it next."),
        may=policies.may_assess,
        fits=may_become(State.ASSESSED),
        act=with_reading(claims.assess),
        form=Assess,
        key="a",
        look="first",
    ),
    Verb(
        "second-assess",
        _("I have assessed it as the second person"),
        _("Assessed by two people: it may go where its consent allows."),
        may=policies.may_assess_second,
        fits=may_become(State.READY_FOR_BUNDLE),
        act=with_reading(claims.second_assess),
        form=Assess,
        key="a",
        look="first",
    ),
    Verb(
        "ask-claimant",
        _("Ask the submitter"),
        _("The question is waiting for the submitter."),
        may=policies.may_ask_claimant,
        fits=may_become(State.INFO_REQUESTED),
        act=with_words(claims.ask),
        form=Ask,
        key="q",
    ),
    Verb(
        "not-recordable",
        _("It cannot be recorded"),
        _("The submitter has been told why it cannot be recorded."),
        may=policies.may_record,
        fits=may_become(State.NOT_RECORDABLE),
        act=with_words(claims.not_recordable),
        form=NotRecordableBecause,
        choice=WhyNotRecordable,
        decision="not_recordable",
        key="d",
        look="careful",
    ),
)
