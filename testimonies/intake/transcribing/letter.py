"""The letter by post to somebody for whom we typed: receipts, and a return code if it is new."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testimonies.intake.printed.document import where_to_send
from testimonies.intake.receipts import document as receipts
from testimonies.intake.transcribing import queries, rules
from testimonies.models import Receipt, Submission, Submitter, Transcription
from testimonies.models.case import Kind
from testimonies.typesetting import compose


def pdf(transcription: Transcription, code: str) -> bytes:
    """In the language of what came. SECURITY: the code is on this paper and nowhere else."""
    with translation.override(transcription.language):
        return compose("receipt_letter", words(transcription, code), at=now())


def words(transcription: Transcription, code: str) -> dict[str, Any]:
    submission = queries.submission_of(transcription)
    assert submission is not None  # noqa: S101  (a letter is printed after handing in)
    return words_of(submission, code)


def words_of(submission: Submission, code: str) -> dict[str, Any]:
    """In the language that is active."""
    page = f"{settings.SITE_URL}{reverse('testimonies:return')}"
    return {
        "title": _opening(submission),
        "language": get_language() or submission.language,
        "test": _("TEST: made for trying out, valid nowhere") if settings.LOCAL else "",
        "sender": ["Atmintis", *where_to_send().split("\n")],
        "recipient": rules.posted_to(Submitter.objects.filter(case=submission.case_id).first()),
        "told": _told(submission),
        "code": code,
        "code-label": _("Your return code"),
        "code-told": _code_told(is_new=bool(code)),
        "page": page,
        "drawing": receipts.drawn(page),
        "drawing-label": _("Code that leads to the page where you come back"),
        "receipt": receipt_words(submission.receipt),
    }


def _opening(submission: Submission) -> str:
    if submission.kind == Kind.CLAIM:
        return _("We have received your claim")
    return _("We have received your testimony")


def _told(submission: Submission) -> list[str]:
    told = [
        _("Thank you. Your reference is %(reference)s.") % {"reference": submission.reference},
        _("One of us has typed in what you wrote or said, word by word."),
        _("People of the association read it. If something is unclear, they ask you."),
        _("Nothing becomes public and nothing is sent that you did not agree to."),
        _("You find a mistake, or have changed your mind? Write to us or call us."),
    ]
    return [*told, _("Recorded does not mean awarded.")] if submission.kind == Kind.CLAIM else told


def _code_told(*, is_new: bool) -> list[str]:
    if not is_new:
        return [_("The return code that you have opens this as well.")]
    return [
        _("The code brings you back to your answers and messages, on any device."),
        _("Whoever has it can read what you write. Show it only to people you trust."),
        _("We do not keep it, so we cannot tell it to you again later."),
    ]


def receipt_words(receipt: Receipt) -> dict[str, Any]:
    return {
        "title": _("Receipt"),
        "rows": receipts.rows(receipt),
        "how-heading": _("How to check this receipt"),
        "how": _(
            "Read this code with a telephone, or open the page and write reference and digest:"
        ),
        "page": f"{settings.SITE_URL}{reverse('verify')}",
        "drawing": receipts.drawn(receipts.verify_url(receipt)),
        "drawing-label": _("Code that leads to the page where this receipt is checked"),
    }
