"""Erasing a case: everything that says whose it was, or what they told, is gone for good."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from testimonies.claims import actions as claims
from testimonies.conflicts import actions as conflicts
from testimonies.custody import log as custody
from testimonies.erasing import queries
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.models import (
    ArchiveAnswer,
    ArchiveRequest,
    Assessment,
    Call,
    Case,
    Claim,
    ClaimItem,
    ContentNote,
    EarlierAward,
    Evidence,
    Flag,
    Holder,
    LostProperty,
    Message,
    NameForm,
    OpenDecision,
    PaperLetter,
    PersonMention,
    QueueEntry,
    Redaction,
    Relationship,
    Reminder,
    RepressionEpisode,
    Restraint,
    RouteLeg,
    SealedAnswers,
    Submission,
    Submitter,
    Testimony,
    Weighing,
)
from testimonies.models.case import Kind, new_handle
from testimonies.models.paper_letter import LAST, OLD_HOUSE
from testimonies.people import actions as people
from testimonies.privacy import whereabouts
from testimonies.recordings import actions as recordings
from testimonies.review import actions as review

if TYPE_CHECKING:
    from accounts.models import User

CODE = 32  # bytes of a key that belongs to no code


@transaction.atomic
def erase_case(case_id: int, *, by: User, reason: str) -> Case:
    """What was handed in is taken back first, so whoever has got it hears of that.

    What stays says nothing of anybody: references, the digests in receipts, what was consented
    to, and custody. Files go with the next sweep, which deletes those of papers that are gone.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if obstacle := queries.obstacle(case):
        raise Refusal(obstacle)
    conflicts.stand_by_case(case)  # first: afterwards it tells of nobody
    own = list(case.submissions.order_by("pk"))
    for submission in own:
        _take_back(submission)
        for forget in whereabouts.forgetters:
            forget(submission)
    _empty_claims(case)  # first: they point to periods of the testimony beside them
    for submission in own:
        _empty(submission)
    _empty_rest(case)
    # Another handle, so that no browser that held the case finds it.
    case.code_key, case.handle, case.unsent = os.urandom(CODE), new_handle(), None
    case.erased_at = now()
    case.save(update_fields=["code_key", "handle", "unsent", "erased_at"])
    custody.record("case.erased", case, by=by, reason=reason)
    return case


def _take_back(submission: Submission) -> None:
    if submission.kind == Kind.CLAIM:
        claims.withdraw(submission.claim.pk)
    else:
        review.withdraw(submission.testimony.pk)
    people.leave(submission.pk)
    submission.consents.current().filter(withdrawn_at=None).update(withdrawn_at=now())


def _empty_claims(case: Case) -> None:
    for claim in Claim.objects.filter(submission__case=case):
        ClaimItem.objects.filter(claim=claim).delete()
        EarlierAward.objects.filter(claim=claim).delete()
        claim.authority_papers.clear()
        claim.told = {}
        claim.save(update_fields=["told"])


def _empty(submission: Submission) -> None:
    mentions = PersonMention.objects.filter(submission=submission)
    for testimony in Testimony.objects.filter(submission=submission):
        testimony.told = {}
        testimony.save(update_fields=["told"])
    _forget_what_was_said(submission)
    Relationship.objects.filter(Q(of__in=mentions) | Q(to__in=mentions)).delete()
    for told in (RouteLeg, LostProperty, RepressionEpisode, NameForm):
        told._default_manager.filter(mention__in=mentions).delete()
    mentions.delete()
    SealedAnswers.objects.filter(submission=submission).delete()
    Redaction.objects.filter(submission=submission).delete()
    ContentNote.objects.filter(submission=submission).delete()
    submission.answers, submission.assisted_by, submission.draft = {}, None, None
    submission.erased_at = now()
    submission.save(update_fields=["answers", "assisted_by", "draft", "erased_at"])


def _forget_what_was_said(submission: Submission) -> None:
    """Who of the staff found what and when stays; their words speak of what was told.

    Those that they wrote beside other testimonies, too, where these were compared with it.
    """
    OpenDecision.objects.filter(submission=submission).delete()
    for flag in Flag.objects.filter(submission=submission):
        flag.mention, flag.told = None, {}
        flag.told_at_close = {} if flag.closed_at else None
        flag.save(update_fields=["mention", "told", "told_at_close"])
    people.forget_reasons(submission.pk)
    its = Q(testimony__submission=submission) | Q(other__submission=submission)
    for weighing in Weighing.objects.filter(its):
        weighing.told = {}
        weighing.save(update_fields=["told"])
    for assessment in Assessment.objects.filter(claim__submission=submission):
        assessment.told = {}
        assessment.save(update_fields=["told"])


def _forget_what_was_asked(case: Case) -> None:
    """Of each request that it was, and how it ended, stays. What others ask and still wait for
    an answer to is theirs.
    """
    for request in case.data_requests.exclude(ended_at=None):
        request.told, request.answer = {}, None
        request.save(update_fields=["told", "answer"])


def _empty_rest(case: Case) -> None:
    """What belongs to the case and to no submission of it."""
    written = PaperLetter.objects.filter(submission__case=case)
    to_say = written.filter(kind__in=LAST - {OLD_HOUSE}, goes_to__isnull=False)
    written.exclude(pk__in=to_say).delete()
    ArchiveAnswer.objects.filter(request__submission__case=case).delete()
    requests = ArchiveRequest.objects.filter(submission__case=case)
    for request in requests:
        letters.forget(request.letters)
    requests.delete()
    Reminder.objects.filter(submission__case=case).delete()
    Call.objects.filter(submission__case=case).delete()
    Message.objects.filter(case=case).delete()
    _forget_what_was_asked(case)
    Holder.objects.filter(case=case).delete()
    Submitter.objects.filter(case=case).delete()
    for restraint in Restraint.objects.filter(case=case):
        restraint.told = {}
        restraint.told_at_end = {} if restraint.ended_at else None
        restraint.save(update_fields=["told", "told_at_end"])
    recordings.forget(case.pk)
    for paper in Evidence.objects.filter(case=case):
        paper.told = {}
        paper.removed_at = paper.removed_at or now()
        paper.save(update_fields=["told", "removed_at"])
    case.uploads.all().delete()
    case.drafts.all().delete()
    QueueEntry.objects.filter(case=case).delete()  # last: each line before has moved it
