"""Letters to archives and other bodies in the name of a case, until they are answered and closed.

Only with the submitter's agreement, and never while a case is held back. Used by the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from testimonies.correspondence.posting import actions as posting
from testimonies.correspondence.requests import queries, wording
from testimonies.correspondence.requests.posted import actions as posted
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.models import ArchiveRequest, PaperLetter, Submission
from testimonies.models.archive_request import Agreed, State, Way
from testimonies.models.paper_letter import State as PaperState

if TYPE_CHECKING:
    from accounts.models import User
    from testimonies.models import Institution, OutsideArchive

LETTER, REMINDER = queries.LETTER, queries.REMINDER


@dataclass(frozen=True)
class Draft:
    """What is written, to whom, and how the submitter agreed."""

    recipient: str
    email: str
    subject: str
    body: str
    language: str
    agreed: Agreed
    agreed_on: date
    answer_days: int
    archive: OutsideArchive | None = None
    institution: Institution | None = None

    @property
    def told(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("recipient", "email", "subject", "body")}


@transaction.atomic
def write(submission_id: int, draft: Draft, *, by: User) -> ArchiveRequest:
    """Keep a letter that nobody has sent yet. The same one pressed twice is one."""
    submission = Submission.objects.lock(submission_id)
    _must_agree(draft.agreed_on)
    if obstacle := queries.obstacle(submission, draft.subject + "\n" + draft.body):
        raise Refusal(obstacle)
    for known in submission.archive_requests.filter(state=State.DRAFT, written_by=by):
        if known.told == draft.told:
            return known
    request = ArchiveRequest.objects.create(
        submission=submission,
        archive=draft.archive,
        institution=draft.institution,
        language=draft.language,
        told=draft.told,
        agreed=draft.agreed,
        agreed_on=draft.agreed_on,
        answer_days=draft.answer_days,
        written_by=by,
    )
    return _recorded("case.archive_written", request, by, agreed=draft.agreed.value)


@transaction.atomic
def change(
    request_id: int, *, subject: str, body: str, recipient: str, by: User
) -> ArchiveRequest:
    """While it is a draft."""
    request = _open(request_id, State.DRAFT)
    told = {**request.told, "subject": subject, "body": body, "recipient": recipient}
    if obstacle := queries.obstacle(request.submission, subject + "\n" + body):
        raise Refusal(obstacle)
    request.told = told
    request.save(update_fields=["told"])
    return _recorded("case.archive_changed", request, by)


@transaction.atomic
def readdress(letter_id: int, *, recipient: str, by: User) -> ArchiveRequest:
    """The post has brought it back: to whom it goes is put right, and nothing else."""
    letter = PaperLetter.objects.lock(letter_id)
    if letter.request_id is None or letter.state != PaperState.CAME_BACK:
        raise Refusal(
            _("This letter is “%(here)s”. Look at it again.")
            % {"here": PaperState(letter.state).label}
        )
    request = ArchiveRequest.objects.lock(letter.request_id)
    if obstacle := queries.obstacle(request.submission, _all_words(request)):
        raise Refusal(obstacle)
    request.told = {**request.told, "recipient": recipient}
    request.save(update_fields=["told"])
    return _recorded("case.archive_changed", request, by)


@transaction.atomic
def send(request_id: int, *, way: Way, on: date, by: User) -> ArchiveRequest:
    """By post it waits to be printed, by e-mail it goes, by hand it has gone on that day."""
    request = _open(request_id, State.DRAFT)
    _must_be_past(on)
    if obstacle := queries.obstacle(request.submission, _all_words(request)):
        raise Refusal(obstacle)
    if way == Way.EMAIL and not request.told.get("email"):
        raise Refusal(_("Nobody wrote down an e-mail address for it."))
    request.must_allow(State.TO_POST)
    request.state, request.way = State.TO_POST, way
    request.save(update_fields=["state", "way"])
    if way == Way.POST:
        posting.write(request.submission, LETTER, request=request)
        return _recorded("case.archive_to_post", request, by)
    if way == Way.EMAIL:
        _mail(request, LETTER, request.told["subject"], request.told["body"])
    posted.note_sent(request.pk, on=localdate() if way == Way.EMAIL else on, by=by)
    return ArchiveRequest.objects.get(pk=request.pk)


@transaction.atomic
def fetch(request_id: int, *, by: User) -> ArchiveRequest:
    """The letter as a file, for whoever carries it there or puts it into a page of theirs."""
    request = ArchiveRequest.objects.lock(request_id)
    if obstacle := queries.obstacle(request.submission, _all_words(request)):
        raise Refusal(obstacle)
    return _recorded("case.archive_fetched", request, by)


@transaction.atomic
def remind(request_id: int, *, by: User) -> ArchiveRequest:
    """Ask again, the way it went before; from today they have as many days as at first."""
    request = _open(request_id, State.SENT)
    if request.reminded_on == localdate():
        raise Refusal(_("They were reminded today."))
    if obstacle := queries.obstacle(request.submission, _all_words(request)):
        raise Refusal(obstacle)
    if request.way == Way.POST:
        on_their_way = request.paper_letters.exclude(
            state__in=[PaperState.POSTED, PaperState.SET_ASIDE, PaperState.CAME_BACK]
        )
        if on_their_way.exists():
            raise Refusal(_("A letter to them waits to be printed and posted."))
        posting.write(request.submission, REMINDER, request=request)
    elif request.way == Way.EMAIL and request.sent_on:
        subject, words = wording.reminder(request.reference, request.sent_on, request.language)
        _mail(request, REMINDER, subject, f"{words}\n\n{request.told['body']}")
    request.was_due_on, request.was_reminded_on = request.due_on, request.reminded_on
    request.reminders, request.reminded_on = request.reminders + 1, localdate()
    request.due_on = localdate() + timedelta(days=request.answer_days)
    days = ["reminded_on", "due_on", "was_reminded_on", "was_due_on"]
    request.save(update_fields=["reminders", *days])
    return _recorded("case.archive_reminded", request, by)


@transaction.atomic
def wait_on(request_id: int, *, until: date, by: User) -> ArchiveRequest:
    """It was an answer on the way, or they were given more time."""
    request = ArchiveRequest.objects.lock(request_id)
    if until <= localdate():
        raise Refusal(_("Choose a day that has not come yet."))
    if request.state == State.ANSWERED:
        request.must_allow(State.SENT)
        request.state = State.SENT
    elif request.state != State.SENT:
        raise Refusal(_("Nobody waits for an answer to it."))
    request.due_on = until
    request.save(update_fields=["state", "due_on"])
    return _recorded("case.archive_waited_for", request, by, until=until.isoformat())


@transaction.atomic
def close(request_id: int, *, by: User, reason: str) -> ArchiveRequest:
    """Nothing more is expected."""
    request = ArchiveRequest.objects.lock(request_id)
    request.must_allow(State.CLOSED)
    request.state, request.ended_at = State.CLOSED, now()
    request.save(update_fields=["state", "ended_at"])
    return _recorded("case.archive_closed", request, by, reason=reason)


@transaction.atomic
def drop(request_id: int, *, by: User) -> ArchiveRequest:
    """It is not sent."""
    request = ArchiveRequest.objects.lock(request_id)
    request.must_allow(State.DROPPED)
    request.state, request.ended_at = State.DROPPED, now()
    request.save(update_fields=["state", "ended_at"])
    return _recorded("case.archive_dropped", request, by)


def _open(request_id: int, state: State) -> ArchiveRequest:
    request = ArchiveRequest.objects.lock(request_id)
    if request.state != state:
        raise Refusal(
            _("This letter is “%(here)s”. Look at it again.")
            % {"here": State(request.state).label}
        )
    return request


def _mail(request: ArchiveRequest, kind: str, subject: str, body: str) -> None:
    queued = letters.queue(
        kind,
        to=request.told["email"],
        language=request.language,
        subject=subject,
        body=body,
        ending=wording.ending(request.reference, request.language),
    )
    request.letters.append(queued.pk)
    request.save(update_fields=["letters"])


def _all_words(request: ArchiveRequest) -> str:
    return f"{request.told['subject']}\n{request.told['body']}"


def _must_agree(on: date) -> None:
    if on > localdate():
        raise Refusal(_("They cannot have agreed after today."))


def _must_be_past(on: date) -> None:
    if on > localdate():
        raise Refusal(_("That day has not come yet."))


def _recorded(event: str, request: ArchiveRequest, by: User, **detail: Any) -> ArchiveRequest:
    custody.record(event, request.submission.case, by=by, to=request.body_of, **detail)
    return request
