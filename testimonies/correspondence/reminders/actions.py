"""Used by beat: questions that nobody answers are asked again, twice, and then by a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.correspondence.posting import queries as posting
from testimonies.correspondence.reminders import queries, rules
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.letters.queries import safe_address
from testimonies.models import Reminder, Submission
from testimonies.models.reminder import Step
from testimonies.review.messages import actions as messages

if TYPE_CHECKING:
    from accounts.models import User

LETTERS = {Step.FIRST: "question_waits", Step.SECOND: "question_still_waits"}


def remind(*, at: datetime) -> int:
    """Take each step that is due. Returns how many. Idempotent, also with two at it at once."""
    first = at - timedelta(days=settings.REMINDER_DAYS[0])
    return sum(_remind(pk, at) for pk in queries.asked_before(first))


@transaction.atomic
def _remind(submission_id: int, at: datetime) -> bool:
    """SECURITY: asked anew under the lock: an answer, a suspension or a hold stops it."""
    submission = Submission.objects.lock(submission_id)
    asked_at = queries.asked_since(submission)
    if asked_at is None or queries.is_held_back(submission):
        return False
    own = Reminder.objects.filter(submission=submission, asked_at=asked_at)
    taken = own.order_by("-step").values_list("step", flat=True).first() or 0
    is_written_to = bool(safe_address(submission.case)) or posting.is_posted_to(submission.case)
    step = rules.due_step(
        at - asked_at, settings.REMINDER_DAYS, taken=taken, is_written_to=is_written_to
    )
    if step is None:
        return False
    Reminder.objects.create(submission=submission, asked_at=asked_at, step=step, at=at)
    if step in LETTERS:
        question = queries.question_of(submission, asked_at)
        messages.tell(submission, LETTERS[step], message=question)
    custody.record("message.reminded", submission, step=step.value)
    return True


@transaction.atomic
def look_after(reminder_id: int, *, by: User) -> Reminder:
    """Somebody has called, or leaves it for now: it stands in no list any more."""
    reminder = Reminder.objects.select_for_update(no_key=True, of=("self",)).get(pk=reminder_id)
    if reminder.step != Step.TASK:
        raise Refusal(_("Only what waits for a person is looked after."))
    if reminder.seen_at is None:
        reminder.seen_at, reminder.seen_by = now(), by
        reminder.save(update_fields=["seen_at", "seen_by"])
        custody.record("message.looked_after", reminder.submission, by=by)
    return reminder
