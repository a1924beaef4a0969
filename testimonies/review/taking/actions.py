"""In whose hands a submission is. Used by the desk, so that two people never work on one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import QueueEntry, Submission
from testimonies.review.messages import actions as messages
from testimonies.review.taking import policies


@transaction.atomic
def take(submission_id: int, *, by: User) -> QueueEntry:
    """Idempotent for whoever has it; nobody takes it out of a colleague's hands by this."""
    entry = QueueEntry.objects.lock(submission_id)
    if entry.assignee_id == by.pk:
        return entry
    policies.must_be_free_for(by, entry)
    if not entry.waits:
        raise Refusal(_("Nobody has to do anything here."))
    return _put(entry, by, "submission.taken", by=by)


@transaction.atomic
def give_back(submission_id: int, *, by: User) -> QueueEntry:
    entry = QueueEntry.objects.lock(submission_id)
    if entry.assignee_id != by.pk:
        raise Refusal(_("It is not in your hands any more."))
    return _put(entry, None, "submission.given_back", by=by)


@transaction.atomic
def pass_on(submission_id: int, *, to: User, note: str, by: User) -> QueueEntry:
    """To a colleague who may work on it, with a note that only the staff see."""
    entry = QueueEntry.objects.lock(submission_id)
    policies.must_be_free_for(by, entry)
    if not entry.waits:
        raise Refusal(_("Nobody has to do anything here."))
    if to.pk == by.pk:
        raise Refusal(_("Choose somebody else: to take it yourself is another button."))
    if not policies.may_be_given(to, entry.submission):
        raise Refusal(_("This colleague cannot work on it. Choose somebody else."))
    messages.note(entry.submission, note, by=by)
    return _put(entry, to, "submission.passed_on", by=by, to=str(to))


@transaction.atomic
def share_out(submission_id: int, *, to: User, note: str, by: User) -> QueueEntry:
    """By whoever shares the work out, from whose hands it may be; with a note for the staff."""
    entry = QueueEntry.objects.lock(submission_id)
    if entry.assignee_id == to.pk:
        return entry
    if not entry.waits:
        raise Refusal(_("Nobody has to do anything here."))
    if not policies.may_be_given(to, entry.submission):
        raise Refusal(_("This colleague has no room for it now. Choose somebody else."))
    earlier = str(entry.assignee) if entry.assignee else ""
    messages.note(entry.submission, note, by=by)
    return _put(entry, to, "submission.shared_out", by=by, to=str(to), of=earlier)


@transaction.atomic
def take_over(submission_id: int, *, reason: str, by: User) -> QueueEntry:
    """Out of the hands of a colleague, for a reason that stays written down."""
    entry = QueueEntry.objects.lock(submission_id)
    if entry.assignee_id == by.pk:
        return entry
    if entry.assignee_id is None:
        raise Refusal(_("Nobody has it in hand any more. Take it."))
    return _put(entry, by, "submission.taken_over", by=by, of=str(entry.assignee), reason=reason)


def keep(submission: Submission, *, by: User) -> None:
    """Whoever begins to read has it in hand; part of that act, and of its line in custody."""
    _in_hand(QueueEntry.objects.lock(submission.pk), by, now())


def _put(
    entry: QueueEntry, whom: User | None, event: str, *, by: User, **detail: Any
) -> QueueEntry:
    _in_hand(entry, whom, now() if whom else None)
    custody.record(event, entry.submission, by=by, **detail)
    return entry


def _in_hand(entry: QueueEntry, whom: User | None, at: datetime | None) -> None:
    entry.assignee, entry.assigned_at = whom, at
    entry.save(update_fields=["assignee", "assigned_at"])
