"""What can be done with a submission at the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from testimonies.models import ConsentRecord, Submission
from testimonies.models.testimony import Publication, Workflow
from testimonies.review import actions as review
from testimonies.review import policies
from testimonies.review.claim_verbs import CLAIM
from testimonies.review.embargoes import actions as closing
from testimonies.review.embargoes import queries as embargoes
from testimonies.review.forms import (
    Ask,
    Decline,
    Note,
    SendBack,
    ToldBefore,
    WhichOne,
    WhyDeclined,
    Write,
)
from testimonies.review.messages import actions as messages
from testimonies.review.repeats import actions as repeats
from testimonies.review.taking import policies as taking
from testimonies.review.taking_verbs import KEEP_AWAY, TAKING
from testimonies.review.verb import Verb


def in_workflow(*states: Workflow) -> Callable[[Submission], bool]:
    def fits(submission: Submission) -> bool:
        testimony = getattr(submission, "testimony", None)
        return testimony is not None and testimony.workflow in states

    return fits


def is_publication(state: Publication) -> Callable[[Submission], bool]:
    def fits(submission: Submission) -> bool:
        testimony = getattr(submission, "testimony", None)
        return (
            testimony is not None
            and testimony.workflow == Workflow.ACCEPTED
            and testimony.publication == state
        )

    return fits


def always(_submission: Submission) -> bool:
    return True


BEFORE_THE_END = (
    Workflow.SUBMITTED, Workflow.TRIAGE, Workflow.NEEDS_INFO, Workflow.IN_REVIEW,
)  # fmt: skip
TESTIMONY: tuple[Verb, ...] = (
    Verb(
        "take-up",
        _("Take up"),
        _("You are reading it now."),
        may=policies.may_review,
        fits=in_workflow(
            Workflow.SUBMITTED,
            Workflow.TRIAGE,
            Workflow.NEEDS_INFO,
            Workflow.DECLINED,
            Workflow.DUPLICATE,
        ),
        act=lambda submission, user, _said: review.take_up(submission.testimony.pk, by=user),
        key="t",
        look="first",
    ),
    Verb(
        "sort",
        _("It can be read"),
        _("Sorted: it waits for a reader."),
        may=policies.may_review,
        fits=in_workflow(Workflow.SUBMITTED, Workflow.NEEDS_INFO, Workflow.DUPLICATE),
        act=lambda submission, user, _said: review.sort(submission.testimony.pk, by=user),
        key="s",
    ),
    Verb(
        "accept",
        _("Accept"),
        _("Accepted. Somebody else reads it next."),
        may=policies.may_review,
        fits=in_workflow(Workflow.IN_REVIEW),
        act=lambda submission, user, _said: review.accept(submission.testimony.pk, by=user),
        key="a",
        look="first",
    ),
    Verb(
        "second-accept",
        _("Accept as second reader"),
        _("Accepted by two people."),
        may=policies.may_be_second_reader,
        fits=in_workflow(Workflow.SECOND_REVIEW),
        act=lambda submission, user, _said: review.second_accept(submission.testimony.pk, by=user),
        key="a",
        look="first",
    ),
    Verb(
        "publish",
        _("Publish what consent allows"),
        _("It is in the public archive now."),
        may=policies.may_publish,
        fits=is_publication(Publication.UNPUBLISHED),
        act=lambda submission, user, _said: review.publish(submission.testimony.pk, by=user),
        key="p",
        look="first",
    ),
    Verb(
        "unpublish",
        _("Take out of the archive"),
        _("It is no longer public."),
        may=policies.may_publish,
        fits=is_publication(Publication.PUBLISHED),
        act=lambda submission, user, _said: review.unpublish(submission.testimony.pk, by=user),
        key="u",
        look="careful",
    ),
    Verb(
        "ask",
        _("Ask the submitter"),
        _("The question is waiting for the submitter."),
        may=policies.may_ask_witness,
        fits=in_workflow(
            Workflow.SUBMITTED, Workflow.TRIAGE, Workflow.IN_REVIEW, Workflow.SECOND_REVIEW
        ),
        act=lambda submission, user, said: review.ask(
            submission.testimony.pk, by=user, question=said["question"]
        ),
        form=Ask,
        key="q",
    ),
    Verb(
        "send-back",
        _("Send back to the first reader"),
        _("Sent back."),
        may=policies.may_be_second_reader,
        fits=in_workflow(Workflow.SECOND_REVIEW),
        act=lambda submission, user, said: review.send_back(
            submission.testimony.pk, by=user, note=said["note"]
        ),
        form=SendBack,
        key="b",
    ),
    Verb(
        "decline",
        _("Decline"),
        _("Declined. The submitter has been told why."),
        may=policies.may_review,
        fits=in_workflow(*BEFORE_THE_END),
        act=lambda submission, user, said: review.decline(
            submission.testimony.pk,
            by=user,
            reason=said["reason"],
            explanation=said["explanation"],
        ),
        form=Decline,
        choice=WhyDeclined,
        decision="declined",
        key="d",
        look="careful",
    ),
    Verb(
        "told-before",
        _("It was told before"),
        _("It is joined with the earlier one. The submitter has been told."),
        may=policies.may_review,
        fits=in_workflow(*BEFORE_THE_END),
        act=lambda submission, user, said: repeats.join(submission.testimony.pk, by=user, **said),
        form=ToldBefore,
        choice=WhichOne,
        decision="told_before",
        key="x",
    ),
)
MESSAGES: tuple[Verb, ...] = (
    Verb(
        "write",
        _("Write to the submitter"),
        _("The message is waiting for the submitter."),
        may=policies.may_write,
        fits=always,
        act=lambda submission, user, said: messages.write(
            submission, said["body"], by=user, letter="message_to_submitter"
        ),
        form=Write,
        key="w",
    ),
    Verb(
        "note",
        _("Leave a note"),
        _("The note is kept."),
        may=policies.may_write,
        fits=always,
        act=lambda submission, user, said: messages.note(submission, said["body"], by=user),
        form=Note,
        key="n",
    ),
)
CONSENT: tuple[Verb, ...] = (
    Verb(
        "keep-closed",
        _("Its waiting time is over: it stays closed for now"),
        _("Nobody waits for this any more."),
        may=policies.may_publish,
        fits=is_publication(Publication.UNPUBLISHED),
        fits_consent=embargoes.is_due,
        act=lambda submission, user, _said: closing.keep_closed(submission.pk, by=user),
        key="e",
    ),
    Verb(
        "look",
        _("I have looked at what was changed"),
        _("Nobody waits for this change any more."),
        may=policies.may_look,
        fits=always,
        fits_consent=lambda consent: consent.is_to_look_at,
        act=lambda submission, user, _said: review.look(submission.pk, by=user),
        key="l",
    ),
)
VERBS: dict[str, Verb] = {
    verb.slug: verb
    for verb in (
        *(replace(verb, decides=True) for verb in (*TESTIMONY, *CLAIM)),
        *CONSENT,
        *MESSAGES,
        *TAKING,
        KEEP_AWAY,
    )
}


def offered(submission: Submission, user: User, consent: ConsentRecord | None) -> Iterable[Verb]:
    """The verbs that make sense now and that this person may use, in the order of the page."""
    waits = taking.is_in_other_hands(user, submission) or submission.queued.is_suspended
    # Several buttons ask the same policy, and it may have to look something up.
    may = lru_cache(lambda policy: policy(user, submission))
    return (
        verb
        for verb in VERBS.values()
        if verb.fits(submission)
        and _fits_consent(verb, consent)
        and may(verb.may)
        and verb.is_for(user, submission)
        and not (verb.decides and waits)
    )


def _fits_consent(verb: Verb, consent: ConsentRecord | None) -> bool:
    if verb.fits_consent is None:
        return True
    return consent is not None and verb.fits_consent(consent)
