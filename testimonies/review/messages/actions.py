"""What the staff write to submitters and to each other. Used by the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from testimonies.correspondence.posting import actions as on_paper
from testimonies.correspondence.posting import queries as posting
from testimonies.custody import log as custody
from testimonies.letters import actions as letters
from testimonies.letters.queries import safe_address
from testimonies.models import Case, Message, Submission
from testimonies.restraints import queries as restraints
from testimonies.review.undoing import actions as undoing


@transaction.atomic
def write(submission: Submission, body: str, *, by: User, letter: str) -> Message:
    """Put a message into the thread, and a letter into the outbox that says it is there."""
    message = _add(submission, body, by=by, is_internal=False)
    tell(submission, letter, message=message)
    custody.record("message.written", submission, by=by)
    return message


@transaction.atomic
def reply(submission: Submission, body: str, *, by: User) -> Message:
    """The same, of a page that may be sent twice: the same words of one person are one message."""
    Case.objects.select_for_update(no_key=True).get(pk=submission.case_id)
    last = submission.case.messages.filter(is_internal=False).order_by("-at", "-id").first()
    if last is not None and last.by_id == by.pk and last.body == body:
        return last
    return write(submission, body, by=by, letter="message_to_submitter")


def read(shown: Iterable[Message], *, by: User) -> int:
    """Somebody who may answer has these before them. Returns how many were new."""
    if not by.has_perm("testimonies.answer_message"):
        return 0
    unread = Message.objects.filter(pk__in=[each.pk for each in shown], by=None, read_at=None)
    return unread.update(read_at=now())


@transaction.atomic
def note(submission: Submission, body: str, *, by: User) -> Message:
    """A note that only the staff see."""
    message = _add(submission, body, by=by, is_internal=True)
    custody.record("note.written", submission, by=by)
    return message


def tell(
    submission: Submission, letter: str, *, message: Message | None = None, **words: Any
) -> None:
    """Queue a letter if the submitter may be written to: a mail, or a letter by post.

    No mail carries a word of the case. A letter by post is sealed, and carries the words of the
    message to whoever has no other way to read them (decision 0166).

    It waits as long as the decision that it tells of can be taken back.

    SECURITY: while a case is suspended somebody may be in danger, or another reads their letters.
    """
    if restraints.is_suspended(submission.case):
        return
    if address := safe_address(submission.case):
        queued = letters.queue(
            letter,
            to=address,
            language=submission.language,
            reference=submission.reference,
            **words,
        )
        undoing.hold(queued, submission)
    elif posting.is_posted_to(submission.case):
        on_paper.write(submission, letter, message=message)


def _add(submission: Submission, body: str, *, by: User, is_internal: bool) -> Message:
    return Message.objects.create(
        case_id=submission.case_id,
        submission=submission,
        body=body,
        by=by,
        is_internal=is_internal,
    )
