"""Where a letter by post goes, what stands in its way, and what waits at the desk."""

from __future__ import annotations

from django.utils.translation import gettext as _

from testimonies.correspondence.posting import rules
from testimonies.correspondence.reminders import queries as reminders
from testimonies.correspondence.requests import queries as outward
from testimonies.models import Case, Draft, Holder, PaperLetter, Submitter, Transcription
from testimonies.restraints import queries as restraints

RECEIPT, EXPIRES = "submission_received", "draft_expires"
ASKED_AGAIN = frozenset({"question_waits", "question_still_waits"})


def is_posted_to(case: Case) -> bool:
    return rules.goes_by_post(Submitter.objects.filter(case=case).first())


def lines_of(letter: PaperLetter) -> tuple[str, ...]:
    """SECURITY: only for whoever prints it, who writes a line of custody."""
    if letter.request is not None:
        return tuple(letter.request.recipient)
    if letter.is_last:
        return tuple((letter.goes_to or {}).get("lines", ()))
    submitter = Submitter.objects.filter(case=letter.submission.case_id).first()
    return tuple(rules.address_of(submitter))


def obstacle(letter: PaperLetter, *, is_label: bool = False) -> str:
    """Why it cannot be printed now, asked anew each time; empty when it can.

    SECURITY: since it was written somebody may have become unsafe, or said how else to reach them.
    """
    case = letter.submission.case
    if restraints.is_suspended(case):
        return _("the case is suspended")
    if letter.request is not None:
        told = letter.request.told
        return outward.obstacle(letter.submission, f"{told['subject']}\n{told['body']}")
    if letter.is_last:
        return _not_to_where_they_were(letter)
    if letter.submission.erased_at is not None:
        return _("everything in this case has been erased")
    return _not_to_them(letter, is_label=is_label)


def _not_to_them(letter: PaperLetter, *, is_label: bool) -> str:
    if is_to_holder_before(letter):
        return _("it was written to whoever had the case before")
    if letter.kind in ASKED_AGAIN and reminders.asked_since(letter.submission) is None:
        return _("the question does not wait for an answer any more")
    if letter.kind == EXPIRES and expiring_of(letter) is None:
        return _("what was begun is not there any more, or has been handed in")
    if not is_posted_to(letter.submission.case):
        return _("they are not reached by post any more")
    if not is_label and carries_code(letter):
        return _("it carries the return code and is printed where it was typed in")
    return ""


def _not_to_where_they_were(letter: PaperLetter) -> str:
    """SECURITY: since they have moved they may have said that writing is not safe.

    Whoever has handed the case over, or had it erased, says nothing any more.
    """
    submitter = Submitter.objects.filter(case=letter.submission.case_id).first()
    if submitter is None or rules.may_be_posted_to(submitter) or _has_another_since(letter):
        return ""
    return _("they are not reached by post any more")


def expiring_of(letter: PaperLetter) -> Draft | None:
    """What its reader has begun and not handed in: the one that is kept the shortest."""
    begun = Draft.objects.unfinished().of_holder().filter(case=letter.submission.case_id)
    return begun.order_by("expires_at").first()


def is_to_holder_before(letter: PaperLetter) -> bool:
    """SECURITY: what was written to one holder is not sent to the next."""
    if letter.request_id is not None or letter.is_last:
        return False
    return _has_another_since(letter)


def _has_another_since(letter: PaperLetter) -> bool:
    later = Holder.objects.current().filter(began_at__gt=letter.written_at)
    return later.filter(case=letter.submission.case_id).exists()


def carries_code(letter: PaperLetter) -> bool:
    """The first letter to somebody for whom we typed: nobody but it brings the return code."""
    return first_letter_of(letter) is not None


def first_letter_of(letter: PaperLetter) -> Transcription | None:
    if letter.kind != RECEIPT or letter.submission.entered_by_id is None:
        return None
    typed = Transcription.objects.filter(draft=letter.submission.draft_id, makes_case=True)
    return typed.filter(code_printed_at=None).first()
