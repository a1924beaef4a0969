"""What the holder of a return code does with a case: hands in, writes, answers, withdraws."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.claims import actions as claims
from testimonies.conflicts import actions as conflicts
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.intake.details import actions as details
from testimonies.intake.drafts import windows
from testimonies.intake.drafts.windows import Sent
from testimonies.intake.handing_in import actions as handing_in
from testimonies.intake.handing_over import policies as handing_over
from testimonies.models import Case, Claim, Draft, Message, Submission, Testimony
from testimonies.models.case import Kind
from testimonies.models.claim import State as ClaimState
from testimonies.models.custody import Actor
from testimonies.models.testimony import Workflow
from testimonies.people import actions as people
from testimonies.review import actions as review
from testimonies.review.messages import actions as messages

if TYPE_CHECKING:
    from testimonies.intake.questionnaire import Questionnaire
    from testimonies.intake.told import Told

MOST_KEPT = 100_000


@transaction.atomic
def submit(draft_id: int, told: Told, *, questionnaire: Questionnaire) -> Submission:
    """Hand a testimony in. Idempotent: a draft becomes one submission, whoever presses twice."""
    draft = Draft.objects.lock(draft_id)
    if earlier := handing_in.earlier_submission(draft):
        return earlier

    submission = handing_in.open_submission(draft, told, questionnaire)
    mentioned = handing_in.mention(submission, told.person)
    episodes = {period.key: handing_in.tell_period(mentioned, period) for period in told.periods}
    details.tell(mentioned, told.details, episodes)
    testimony = Testimony.objects.create(
        submission=submission, language=submission.language, told=dict(told.words)
    )
    handing_in.give_consent(submission, told.consent)
    handing_in.keep_contact(draft, told.contact)
    custody.record("testimony.submitted", testimony, **handing_in.whose(submission))
    handing_in.close(draft, submission)
    return submission


@transaction.atomic
def keep_message(case_id: int, body: str, *, sent: Sent | None = None) -> None:
    """What is being written to the moderators: it waits here until its writer sends it.

    What somebody else writes in another window at the same time stays.
    """
    if len(body) > MOST_KEPT:
        raise Refusal(_("This is too long for one message. Send it in two parts."))
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if not _may_replace_unsent(case, body, sent):
        raise Refusal(
            _(
                "Somebody with the same code is writing a message as well, so yours is not kept"
                " while you type. Send it, or keep this page open."
            )
        )
    case.unsent = {"body": body, "window": sent.window if sent else ""} if body else None
    case.save(update_fields=["unsent"])


@transaction.atomic
def write_message(case_id: int, body: str, *, sent: Sent | None = None) -> Message:
    """A message from the submitter to the moderators. The same words twice are one message."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if case.unsent is not None and _may_replace_unsent(case, body, sent):
        case.unsent = None
        case.save(update_fields=["unsent"])
    last = case.messages.filter(is_internal=False).order_by("-at", "-id").first()
    if last is not None and last.by_id is None and last.body == body:
        return last
    message = Message.objects.create(
        case=case, submission=case.submissions.order_by("-id").first(), body=body
    )
    custody.record("message.received", case, actor=Actor.SUBMITTER)
    return message


@transaction.atomic
def answer(case_id: int, body: str, *, sent: Sent | None = None) -> Message:
    """A message that answers a question: what waited for it goes back to its reader."""
    _lock_all(case_id)
    message = write_message(case_id, body, sent=sent)
    waiting = Testimony.objects.filter(
        submission__case_id=case_id, workflow=Workflow.NEEDS_INFO
    ).select_for_update(no_key=True, of=("self",))
    for testimony in waiting:
        has_reader = testimony.first_reader_id is not None
        testimony.workflow = Workflow.IN_REVIEW if has_reader else Workflow.TRIAGE
        testimony.save(update_fields=["workflow"])
        custody.record("testimony.answered", testimony, actor=Actor.SUBMITTER)
    asked = Claim.objects.filter(submission__case_id=case_id, state=ClaimState.INFO_REQUESTED)
    for claim_id in list(asked.values_list("pk", flat=True)):
        claims.take_answer(claim_id)
    return message


def read_messages(shown: Iterable[Message]) -> int:
    """The submitter has these open. Returns how many were new."""
    ours = [each.pk for each in shown if each.by_id is not None and each.read_at is None]
    unread = Message.objects.filter(pk__in=ours, read_at=None)
    return unread.update(read_at=now())


@transaction.atomic
def withdraw(submission_id: int) -> Submission:
    """Take a testimony or a claim back: nobody is shown or sent anything more. Idempotent."""
    submission = Submission.objects.lock(submission_id)
    handing_over.must_be_free_to_go(submission)
    if submission.kind == Kind.CLAIM:
        claims.withdraw(submission.claim.pk)
    else:
        review.withdraw(submission.testimony.pk)
    conflicts.stand_by_case(submission.case)  # first: afterwards it tells of nobody
    people.leave(submission.pk)
    if submission.consents.current().filter(withdrawn_at=None).update(withdrawn_at=now()):
        custody.record("consent.withdrawn", submission, actor=Actor.SUBMITTER)
        messages.tell(submission, "submission_withdrawn", is_claim=submission.kind == Kind.CLAIM)
    return submission


@transaction.atomic
def withdraw_all(case_id: int) -> int:
    """Take back everything that was handed in under one code. Idempotent; returns how many."""
    own = Submission.objects.filter(case=case_id).order_by("pk")
    _lock_all(case_id)
    standing = [each for each in own if not handing_over.stays_as_it_is(each)]
    for submission in standing:
        withdraw(submission.pk)
    return len(standing)


def _lock_all(case_id: int) -> None:
    """Before the first change: the queue lets one at a time change something of a case."""
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    own = Submission.objects.filter(case=case_id).order_by("pk")
    list(own.select_for_update(no_key=True).values_list("pk"))
    told = Testimony.objects.filter(submission__case_id=case_id).order_by("pk")
    list(told.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    asked = Claim.objects.filter(submission__case_id=case_id).order_by("pk")
    list(asked.select_for_update(no_key=True, of=("self",)).values_list("pk"))


def _may_replace_unsent(case: Case, body: str, sent: Sent | None) -> bool:
    """Whether this window wrote it, or has seen it, or says the same."""
    if sent is None or case.unsent is None:
        return True
    is_own = isinstance(case.unsent, dict) and case.unsent["window"] == sent.window
    return is_own or windows.of_text(case.unsent_body) in {sent.seen, windows.of_text(body)}
