"""Letters: written as rows by whoever has a reason, sent one by one over one connection.

A sender takes a batch for a short while by moving its time of the next attempt; no lock is held
while the mail server is asked, so a pooler between us and PostgreSQL does no harm. A letter is
marked before it is handed over: found marked when its time is up, it may have gone, and is set
aside for a person instead of being sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.letters import courier, wording
from testimonies.models.letter import Letter, State

log = logging.getLogger(__name__)

BATCH = 50
MOST_ATTEMPTS = 12
#: After that long others may take what a killed sender had taken.
TAKEN = timedelta(seconds=20)
#: No server needs longer for one letter than its few answers, each within EMAIL_TIMEOUT.
HANDED_OVER = timedelta(seconds=180)
SERVER_AWAY = timedelta(seconds=30)

TAKE = """
    UPDATE testimonies_letter SET next_attempt_at = clock_timestamp() + %s
    WHERE id IN (
        SELECT id FROM testimonies_letter
        WHERE state = 'queued' AND next_attempt_at <= clock_timestamp()
        ORDER BY next_attempt_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING *
"""


def queue(kind: str, *, to: str, language: str, **words: Any) -> Letter:
    """Write a letter down in the current transaction. `words` is what its template needs."""
    return Letter.objects.create(kind=kind, language=language, contents={"to": to, **words})


def send_due() -> int:
    """Send what is due. Returns how many went out. Idempotent; one sender is enough."""
    _set_aside()
    if _another_sender_is_at_it():
        return 0
    post = get_connection()
    try:
        return sum(_send_batches(post))
    finally:
        courier.hang_up(post)


@transaction.atomic
def send_again(letter_id: int, *, by: User) -> Letter:
    """A person has decided: what failed, or may have gone, is sent once more."""
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter_id)
    if letter.state not in {State.MAYBE_SENT, State.FAILED}:
        raise Refusal(_("This letter has been sent, or waits for its turn."))

    letter.state = State.QUEUED
    letter.attempts, letter.problem = 0, ""
    letter.next_attempt_at = now()
    letter.save(update_fields=["state", "attempts", "problem", "next_attempt_at"])
    custody.record("letter.sent_again", letter, by=by)
    return letter


def _send_batches(post: BaseEmailBackend) -> Iterator[int]:
    while batch := _take():
        for place, letter in enumerate(batch):
            try:
                post.open()
                yield _send(letter, post)
            except OSError as error:
                log.warning("the mail server is away: %s", type(error).__name__)
                _wait(batch[place:], type(error).__name__)
                return


def _send(letter: Letter, post: BaseEmailBackend) -> int:
    """1 when it went out. Raises what `post` raised when the next one would fare no better."""
    try:
        message = wording.compose(letter, post)
    except wording.UNWRITABLE as error:  # it alone waits, the others go
        log.exception("letter %s cannot be written", letter.pk)
        _try_later(letter, error)
        return 0
    if not _begin(letter):
        return 0  # another sender was quicker
    try:
        message.send()
    except ValueError as error:  # an address that cannot be written in a header
        _try_later(letter, error)
        return 0
    except OSError as error:
        _failed(letter, post, error)
        if courier.is_server_gone(error):
            raise
        return 0
    Letter.objects.filter(pk=letter.pk).update(state=State.SENT, sent_at=now(), problem="")
    return 1


def _failed(letter: Letter, post: BaseEmailBackend, error: OSError) -> None:
    problem = type(error).__name__
    if courier.may_have_gone(post, error):
        Letter.objects.filter(pk=letter.pk).update(state=State.MAYBE_SENT, problem=problem)
    elif courier.is_no_such_address(error):
        Letter.objects.filter(pk=letter.pk).update(state=State.FAILED, problem=problem)
    else:
        _try_later(letter, error)
    courier.hang_up(post)


def _take() -> list[Letter]:
    taken = Letter.objects.raw(TAKE, [TAKEN, BATCH])
    return sorted(taken, key=lambda letter: letter.pk)


def _begin(letter: Letter) -> bool:
    """Mark it, if it is still ours: nobody has taken it since we did."""
    ours = Letter.objects.filter(
        pk=letter.pk, state=State.QUEUED, next_attempt_at=letter.next_attempt_at
    )
    until = now() + HANDED_OVER
    return ours.update(state=State.SENDING, next_attempt_at=until) == 1


def _set_aside() -> None:
    stopped = Letter.objects.filter(state=State.SENDING, next_attempt_at__lt=now())
    stopped.update(state=State.MAYBE_SENT, problem="sender died")


def _another_sender_is_at_it() -> bool:
    """What waits without a problem and not yet is in somebody's hands."""
    taken = Letter.objects.filter(state=State.QUEUED, problem="", next_attempt_at__gt=now())
    return taken.exists()


def _try_later(letter: Letter, error: Exception) -> None:
    attempts = letter.attempts + 1
    pause = timedelta(seconds=15 * 2 ** min(attempts, 10))
    Letter.objects.filter(pk=letter.pk).update(
        state=State.FAILED if attempts >= MOST_ATTEMPTS else State.QUEUED,
        attempts=attempts,
        next_attempt_at=now() + pause,
        problem=type(error).__name__,
    )


def _wait(letters: Sequence[Letter], problem: str) -> None:
    """The server is away, which is no fault of these letters."""
    untouched = Letter.objects.filter(
        pk__in=[letter.pk for letter in letters], state=State.QUEUED, problem=""
    )
    untouched.update(next_attempt_at=now() + SERVER_AWAY, problem=problem)
