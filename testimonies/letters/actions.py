"""Letters: written as rows by whoever has a reason, sent by one sender with one connection."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils.timezone import now

from testimonies.letters import wording
from testimonies.models.letter import Letter, State

log = logging.getLogger(__name__)

SENDER = 7_204_002  # advisory lock: one sender in the whole installation
BATCH = 50
MOST_IN_A_ROW = 1000
MOST_ATTEMPTS = 12


def queue(kind: str, *, to: str, language: str, **words: Any) -> Letter:
    """Write a letter down in the current transaction. `words` is what its template needs."""
    return Letter.objects.create(kind=kind, language=language, contents={"to": to, **words})


def send_due() -> int:
    """Send what is due, over one connection. Returns how many went out.

    A letter is marked before the attempt. Found marked again, its sender died in between: it
    may have gone, so it is set aside for a person and never blindly repeated.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SENDER])
        if not cursor.fetchone()[0]:
            return 0
    try:
        sent = gone = _send_batch()
        while gone == BATCH and sent < MOST_IN_A_ROW:
            sent += (gone := _send_batch())
        return sent
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SENDER])


def _send_batch() -> int:
    Letter.objects.filter(state=State.SENDING).update(
        state=State.MAYBE_SENT, problem="sender died"
    )
    due = list(Letter.objects.due().order_by("next_attempt_at", "id")[:BATCH])
    if not due:
        return 0
    post = get_connection()
    sent = 0
    try:
        post.open()
        for letter in due:
            sent += _send(letter, post)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("the mail server is away: %s", type(error).__name__)
        Letter.objects.filter(pk__in=[letter.pk for letter in due], state=State.QUEUED).update(
            next_attempt_at=now() + timedelta(seconds=30)
        )
    finally:
        post.close()
    return sent


def _send(letter: Letter, post: BaseEmailBackend) -> int:
    try:
        message = wording.compose(letter, post)
    except wording.UNWRITABLE as error:  # it alone waits, the others go
        log.exception("letter %s cannot be written", letter.pk)
        _try_later(letter, type(error).__name__)
        return 0
    _mark(letter, State.SENDING)
    try:
        message.send()
    except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
        _mark(letter, State.MAYBE_SENT, type(error).__name__)
        raise
    except (OSError, smtplib.SMTPException) as error:
        _try_later(letter, type(error).__name__)
        return 0
    _mark(letter, State.SENT)
    return 1


def _try_later(letter: Letter, problem: str) -> None:
    letter.attempts += 1
    letter.next_attempt_at = now() + timedelta(seconds=15 * 2 ** min(letter.attempts, 10))
    _mark(letter, State.FAILED if letter.attempts >= MOST_ATTEMPTS else State.QUEUED, problem)


@transaction.atomic
def _mark(letter: Letter, state: State, problem: str = "") -> None:
    letter.state = state
    letter.problem = problem
    letter.sent_at = now() if state == State.SENT else None
    letter.save(update_fields=["state", "problem", "sent_at", "attempts", "next_attempt_at"])
