"""Used by the workers: send what is due.

A sender takes a batch for a short while by moving its time of the next attempt; no lock is held
while the mail server is asked, so a pooler between us and PostgreSQL does no harm. A letter is
marked before it is handed over: found marked when its time is up, it may have gone, and is set
aside for a person instead of being sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from time import monotonic
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now

from testimonies.correspondence.requests import queries as outward
from testimonies.correspondence.requests.posted import actions as posted
from testimonies.letters import bounces, courier, pacing, statements, wording
from testimonies.letters.actions import bouncing
from testimonies.letters.pacing import AWAITED, BULK, Lane
from testimonies.models.letter import Letter, Priority, State
from testimonies.models.switch import Part
from testimonies.restraints import queries as restraints
from testimonies.switches import queries as switches

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 12
#: After that long others may take what a killed sender had taken.
TAKEN = timedelta(seconds=20)
#: No server needs longer for one letter than its few answers, each within EMAIL_TIMEOUT.
HANDED_OVER = timedelta(seconds=180)
SERVER_AWAY = timedelta(seconds=30)
#: A case is seldom held back for less; what is let go of goes within that time.
HELD_BACK = timedelta(hours=1)


def send_due() -> int:
    """Send what people wait for. Returns how many went out. Idempotent; one sender is enough."""
    return _send_lane(AWAITED)


def send_bulk() -> int:
    """Send what goes to many people, while the switch is on. As `send_due`, and beside it."""
    return _send_lane(BULK)


def _send_lane(lane: Lane) -> int:
    _set_aside()
    _bring_back()
    if _another_sender_is_at_it(lane):
        return 0
    post = get_connection()
    try:
        return sum(_Round(lane, post).letters_gone())
    finally:
        courier.hang_up(post)


class _Round:
    """One sender's way through a lane, until nothing is due or the server is gone."""

    def __init__(self, lane: Lane, post: BaseEmailBackend) -> None:
        self.lane, self.post = lane, post
        self.resting: set[bytes] = set()
        self.broken: set[bytes] = set()

    def letters_gone(self) -> Iterator[int]:
        while batch := _take(self.lane):
            for place, letter in enumerate(batch):
                if _domain(letter) in self.resting:
                    _give_back(letter)
                    continue
                try:
                    self.post.open()
                    yield self._send(letter)
                except OSError as error:
                    log.warning("the mail server is away: %s", type(error).__name__)
                    _wait(batch[place:], type(error).__name__)
                    return

    def _send(self, letter: Letter) -> int:
        """1 when it went out. Raises what was raised when the next one would fare no better."""
        try:
            if letter.priority == Priority.BULK and bounces.is_lost(letter.contents["to"]):
                _of(letter).update(state=State.NOT_SENT)
                return 0
            if letter.kind in outward.KINDS and not _may_leave(letter):
                return 0
            message = wording.compose(letter, self.post)
        except wording.UNWRITABLE as error:  # it alone waits, the others go
            log.exception("letter %s cannot be written", letter.pk)
            _try_later(letter, error)
            return 0
        return self._hand_over(letter, message) if _begin(letter) else 0

    def _hand_over(self, letter: Letter, message: EmailMultiAlternatives) -> int:
        begun = monotonic()
        try:
            message.send()
        except ValueError as error:  # an address that cannot be written in a header
            _try_later(letter, error)
            return 0
        except OSError as error:
            self._failed(letter, error)
            return 0
        _of(letter).update(state=State.SENT, sent_at=now(), problem="")
        if rest := pacing.rest_after(timedelta(seconds=monotonic() - begun)):
            self._let_rest(letter, rest)
        return 1

    def _failed(self, letter: Letter, error: OSError) -> None:
        problem = type(error).__name__
        if courier.may_have_gone(self.post, error):
            _of(letter).update(state=State.MAYBE_SENT, problem=problem)
        elif courier.is_no_such_address(error):
            _of(letter).update(state=State.FAILED, problem=problem)
            bouncing.lose(letter.contents["to"], bounces.NO_SUCH_MAILBOX)
        else:
            _try_later(letter, error)
        courier.hang_up(self.post)
        if courier.is_line_broken(error):
            self.broken.add(_domain(letter))
        if courier.is_line_broken(error) or courier.is_for_now(error):
            self._let_rest(letter, pacing.REFUSED)
        if courier.is_closing(error) or len(self.broken) >= pacing.BROKEN_LINES:
            raise error

    def _let_rest(self, letter: Letter, rest: timedelta) -> None:
        """Its domain, in this round and in every other."""
        key = _domain(letter)
        self.resting.add(key)
        if key:
            with connection.cursor() as cursor:
                own: dict[str, bytes | float] = {"key": key, "seconds": rest.total_seconds()}
                cursor.execute(statements.REST, own)


def _take(lane: Lane) -> list[Letter]:
    if lane is BULK and not switches.is_on(Part.BULK_MAIL):
        return []
    asked: dict[str, Any] = {
        "first": lane.first,
        "last": lane.last,
        "letters": lane.letters,
        "window": lane.window,
        "batch": lane.batch,
        "sight": pacing.SIGHT,
        "longest_rest": pacing.LONGEST_REST,
        "taken": TAKEN,
    }
    taken = Letter.objects.raw(statements.TAKE, asked)
    return sorted(taken, key=lambda letter: (letter.priority, letter.pk))


def _may_leave(letter: Letter) -> bool:
    """SECURITY: since it was queued its case may have been held back, taken back, or erased."""
    request = outward.request_of(letter)
    words = f"{letter.contents['subject']}\n{letter.contents['body']}"
    if request is not None and not outward.obstacle(request.submission, words):
        return True
    ours = _of(letter).filter(state=State.QUEUED)
    if request is not None and restraints.kinds(request.submission.case_id):
        ours.update(next_attempt_at=now() + HELD_BACK, problem="held back")
    else:
        posted.note_not_mailed(letter.pk)
    return False


def _begin(letter: Letter) -> bool:
    """Mark it, if it is still ours: nobody has taken it since we did."""
    ours = Letter.objects.filter(
        pk=letter.pk, state=State.QUEUED, next_attempt_at=letter.next_attempt_at
    )
    until = now() + HANDED_OVER
    return ours.update(state=State.SENDING, next_attempt_at=until) == 1


def _give_back(letter: Letter) -> None:
    """It is due as before; its domain rests, which is no fault of the letter."""
    ours = _of(letter).filter(state=State.QUEUED, next_attempt_at=letter.next_attempt_at)
    ours.update(next_attempt_at=now())


def _bring_back() -> None:
    """What nobody can have taken for so long lies there since a clock was set back."""
    fresh = Letter.objects.filter(state=State.QUEUED, problem="")
    fresh.filter(next_attempt_at__gt=now() + 2 * TAKEN).update(next_attempt_at=now())


def _set_aside() -> None:
    stopped = Letter.objects.filter(state=State.SENDING, next_attempt_at__lt=now())
    stopped.update(state=State.MAYBE_SENT, problem="sender died")


def _another_sender_is_at_it(lane: Lane) -> bool:
    """What waits without a problem and not yet is in somebody's hands."""
    taken = Letter.objects.filter(state=State.QUEUED, problem="", next_attempt_at__gt=now())
    return taken.filter(priority__gte=lane.first, priority__lte=lane.last).exists()


def _try_later(letter: Letter, error: Exception) -> None:
    attempts = letter.attempts + 1
    pause = timedelta(seconds=15 * 2 ** min(attempts, 10))
    _of(letter).update(
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


def _of(letter: Letter) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=letter.pk)


def _domain(letter: Letter) -> bytes:
    return bytes(letter.domain_key or b"")
