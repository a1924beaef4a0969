"""What the staff write to submitters and to each other. Used by the desk."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.letters import actions as letters
from testimonies.letters.queries import safe_address
from testimonies.models import Message, Submission
from testimonies.restraints import queries as restraints


@transaction.atomic
def write(submission: Submission, body: str, *, by: User, letter: str) -> Message:
    """Put a message into the thread, and a letter into the outbox that says it is there."""
    message = _add(submission, body, by=by, is_internal=False)
    tell(submission, letter)
    custody.record("message.written", submission, by=by)
    return message


@transaction.atomic
def note(submission: Submission, body: str, *, by: User) -> Message:
    """A note that only the staff see."""
    message = _add(submission, body, by=by, is_internal=True)
    custody.record("note.written", submission, by=by)
    return message


def tell(submission: Submission, letter: str, **words: Any) -> None:
    """Queue a letter if the submitter may be written to. It carries no word of the case.

    SECURITY: while a case is suspended somebody may be in danger, or another reads their letters.
    """
    if restraints.is_suspended(submission.case):
        return
    if address := safe_address(submission.case):
        letters.queue(
            letter,
            to=address,
            language=submission.language,
            reference=submission.reference,
            **words,
        )


def _add(submission: Submission, body: str, *, by: User, is_internal: bool) -> Message:
    return Message.objects.create(
        case_id=submission.case_id,
        submission=submission,
        body=body,
        by=by,
        is_internal=is_internal,
    )
