"""Letters by post: written by whoever has a reason, printed and posted at the desk.

Two people who print at once do not both post: the rows are locked, and what one has printed the
other does not get. Names and addresses are read when a letter is printed, and kept nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from testimonies.correspondence.posting import queries
from testimonies.correspondence.requests.posted import actions as requests
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import PaperLetter
from testimonies.models.paper_letter import State, WhyBack

if TYPE_CHECKING:
    from accounts.models import User
    from testimonies.models import ArchiveRequest, Message, Submission


#: The letter itself, and no reminder of it.
TO_ARCHIVE = "archive_request"


@dataclass(frozen=True)
class Addressed:
    """A letter with the lines that stand in the window of its envelope."""

    letter: PaperLetter
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Printed:
    """What is printed now, and why each of the others is not."""

    letters: tuple[Addressed, ...]
    left_out: tuple[tuple[str, str], ...]


def write(
    submission: Submission,
    kind: str,
    *,
    message: Message | None = None,
    request: ArchiveRequest | None = None,
) -> PaperLetter:
    """In the current transaction: to a submitter who gets letters by post, or to an archive."""
    return PaperLetter.objects.create(
        submission=submission,
        kind=kind,
        language=request.language if request else submission.language,
        message=message,
        request=request,
    )


@transaction.atomic
def print_letters(uuids: Iterable[UUID], *, by: User, again: bool = False) -> Printed:
    """Mark what waits as printed, and read to whom it goes. `again` for what was printed before.

    Raises `Refusal` when nothing of it can be printed: somebody else has just done it, say.
    """
    wanted = State.PRINTED if again else State.WAITING
    printed, left_out = [], []
    for letter in _chosen(uuids, by):
        if letter.state != wanted:
            left_out.append((letter.submission.reference, _as_it_stands(letter)))
        elif obstacle := queries.obstacle(letter):
            left_out.append((letter.submission.reference, obstacle))
        else:
            printed.append(Addressed(_print(letter, by), queries.lines_of(letter)))
    if not printed:
        raise Refusal(_nothing(left_out))
    return Printed(tuple(printed), tuple(left_out))


@transaction.atomic
def print_labels(uuids: Iterable[UUID], *, by: User) -> Printed:
    """The addresses alone, of letters that have not been posted yet."""
    labels, left_out = [], []
    for letter in _chosen(uuids, by):
        if letter.state not in {State.WAITING, State.PRINTED}:
            left_out.append((letter.submission.reference, _as_it_stands(letter)))
        elif obstacle := queries.obstacle(letter, is_label=True):
            left_out.append((letter.submission.reference, obstacle))
        else:
            labels.append(Addressed(letter, queries.lines_of(letter)))
            custody.record("case.label_printed", letter.submission.case, by=by, letter=letter.kind)
    if not labels:
        raise Refusal(_nothing(left_out))
    return Printed(tuple(labels), tuple(left_out))


@transaction.atomic
def note_printed(submission: Submission, *, by: User) -> None:
    """The receipt was printed where it was typed in, with the return code: it waits no more."""
    own = PaperLetter.objects.filter(submission=submission, kind=queries.RECEIPT)
    waiting = own.filter(state=State.WAITING).values_list("uuid", flat=True)
    for letter in PaperLetter.objects.lock_all(waiting):
        if letter.state == State.WAITING and not queries.obstacle(letter, is_label=True):
            _print(letter, by)


@transaction.atomic
def post(uuids: Iterable[UUID], *, on: date, by: User) -> list[tuple[str, str]]:
    """They have gone to the post. Returns which are left out and why; not what somebody posted.

    SECURITY: since one was printed its case may have been suspended, or its reader become unsafe.
    """
    if on > localdate():
        raise Refusal(_("That day has not come yet."))
    posted, left_out = 0, []
    for letter in _chosen(uuids, by):
        if letter.state != State.PRINTED:
            continue
        if obstacle := queries.obstacle(letter, is_label=True):
            left_out.append((letter.submission.reference, obstacle))
            continue
        letter.must_allow(State.POSTED)
        letter.state = State.POSTED
        letter.posted_on, letter.posted_by, letter.goes_to = on, by, None
        letter.save(update_fields=["state", "posted_on", "posted_by", "goes_to"])
        _recorded("case.letter_posted", letter, by)
        if letter.request_id is not None and letter.kind == TO_ARCHIVE:
            requests.note_sent(letter.request_id, on=on, by=by)
        posted += 1
    if not posted:
        if left_out:
            raise Refusal(_("Nothing was posted. %(why)s.") % {"why": _each(left_out)})
        raise Refusal(_("None of these waits to be posted any more."))
    return left_out


@transaction.atomic
def take_back(letter_id: int, *, why: WhyBack, on: date, by: User) -> PaperLetter:
    """The post has brought it back: somebody has to find out where the person lives now."""
    letter = PaperLetter.objects.lock(letter_id)
    letter.must_allow(State.CAME_BACK)
    if on > localdate() or (letter.posted_on and on < letter.posted_on):
        raise Refusal(_("It cannot have come back on that day."))
    letter.state = State.CAME_BACK
    letter.came_back_on, letter.why_back = on, why
    letter.save(update_fields=["state", "came_back_on", "why_back"])
    return _recorded("case.letter_came_back", letter, by, back=why.value)


@transaction.atomic
def send_again(letter_id: int, *, by: User) -> PaperLetter:
    """The address is right now: it is printed and posted once more."""
    letter = PaperLetter.objects.lock(letter_id)
    letter.must_allow(State.WAITING)
    if queries.is_to_holder_before(letter):
        raise Refusal(_("It was written to whoever had the case before. Do not post it."))
    letter.state = State.WAITING
    letter.save(update_fields=["state"])
    return _recorded("case.letter_sent_again", letter, by)


@transaction.atomic
def set_aside(letter_id: int, *, by: User, reason: str) -> PaperLetter:
    """It is not posted: they were called instead, or there is nothing to say any more."""
    letter = PaperLetter.objects.lock(letter_id)
    letter.must_allow(State.SET_ASIDE)
    letter.state, letter.goes_to = State.SET_ASIDE, None
    letter.save(update_fields=["state", "goes_to"])
    if letter.request_id is not None:
        has_gone = letter.posted_on is not None
        requests.note_not_posted(letter.request_id, letter.kind, has_gone=has_gone)
    return _recorded("case.letter_set_aside", letter, by, reason=reason)


def _chosen(uuids: Iterable[UUID], by: User) -> list[PaperLetter]:
    own = PaperLetter.objects.visible_to(by).lock_all(uuids)
    return list(own.select_related("submission__case", "message", "request"))


def _print(letter: PaperLetter, by: User) -> PaperLetter:
    letter.state = State.PRINTED
    letter.prints, letter.printed_at, letter.printed_by = letter.prints + 1, now(), by
    letter.save(update_fields=["state", "prints", "printed_at", "printed_by"])
    return _recorded("case.letter_printed", letter, by, prints=letter.prints)


def _recorded(event: str, letter: PaperLetter, by: User, **detail: Any) -> PaperLetter:
    custody.record(event, letter.submission.case, by=by, letter=letter.kind, **detail)
    return letter


def _as_it_stands(letter: PaperLetter) -> str:
    if letter.state == State.PRINTED and letter.printed_by:
        said = _("%(who)s has printed it already")
        return said % {"who": letter.printed_by.email}
    return str(State(letter.state).label)


def _nothing(left_out: list[tuple[str, str]]) -> str:
    if not left_out:
        return _("Choose letters first.")
    return _("Nothing was printed. %(why)s.") % {"why": _each(left_out)}


def _each(left_out: list[tuple[str, str]]) -> str:
    return "; ".join(f"{reference}: {said}" for reference, said in left_out)
