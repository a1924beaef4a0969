"""Used where letters go: a letter to an archive has gone, or will not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now

from testimonies.correspondence.requests import queries
from testimonies.custody import log as custody
from testimonies.models import ArchiveRequest, Letter
from testimonies.models.archive_request import State
from testimonies.models.letter import State as MailState

if TYPE_CHECKING:
    from accounts.models import User


def note_sent(request_id: int, *, on: date, by: User) -> None:
    """In the caller's transaction: from this day the time for an answer runs."""
    request = ArchiveRequest.objects.lock(request_id)
    if request.state == State.TO_POST:
        request.state = State.SENT
    elif request.state != State.SENT:
        return
    request.sent_on, request.sent_by = on, by
    request.due_on = on + timedelta(days=request.answer_days)
    request.save(update_fields=["state", "sent_on", "sent_by", "due_on"])
    custody.record(
        "case.archive_sent", request.submission.case, by=by, to=request.body_of, way=request.way
    )


def note_not_posted(request_id: int, kind: str, *, has_gone: bool = False) -> None:
    """A letter is to be written differently: a draft again. A reminder was none.

    One that has gone and come back has asked nobody, but begun another time to wait.
    """
    request = ArchiveRequest.objects.lock(request_id)
    if kind == queries.REMINDER:
        _count_one_less(request, has_gone=has_gone)
        return
    if request.state == State.TO_POST:
        request.state, request.way = State.DRAFT, ""
        request.save(update_fields=["state", "way"])


@transaction.atomic
def note_not_mailed(letter_id: int) -> None:
    """Its mail waited, and may not go any more: then it was not sent, and that is said.

    What was taken back is not sent at all; what is covered now is written differently. A reminder
    that stays here changes nothing about the letter that went before it. Idempotent.
    """
    letter = Letter.objects.select_for_update(no_key=True).filter(pk=letter_id).first()
    if letter is None or letter.state != MailState.QUEUED:
        return  # with its case everything is erased
    letter.state, letter.problem = MailState.FAILED, "may not go any more"
    letter.save(update_fields=["state", "problem"])
    request = queries.request_of(letter)
    if request is None:
        return
    request = ArchiveRequest.objects.lock(request.pk)
    if letter.kind == queries.LETTER and request.state == State.SENT:
        _take_back(request)
    elif letter.kind == queries.REMINDER:
        _count_one_less(request)
    custody.record(
        "case.archive_not_mailed",
        request.submission.case,
        to=request.body_of,
        letter=letter.kind,
    )


def _count_one_less(request: ArchiveRequest, *, has_gone: bool = False) -> None:
    """What never went moves no day: then they are waited for as long as before it."""
    if not request.reminders:
        return
    request.reminders -= 1
    if not has_gone and request.was_due_on is not None:
        request.due_on, request.reminded_on = request.was_due_on, request.was_reminded_on
        request.was_due_on, request.was_reminded_on = None, None
    days = ["due_on", "reminded_on", "was_due_on", "was_reminded_on"]
    request.save(update_fields=["reminders", *days])


def _take_back(request: ArchiveRequest) -> None:
    to = State.DROPPED if queries.is_over(request.submission) else State.DRAFT
    request.must_allow(to)
    request.state, request.way = to, ""
    request.ended_at = now() if to == State.DROPPED else None
    request.sent_on, request.sent_by, request.due_on = None, None, None
    request.save(update_fields=["state", "way", "ended_at", "sent_on", "sent_by", "due_on"])
