"""Letters and address labels as PDF, to be printed at the desk and put into envelopes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testimonies.correspondence.posting import wording
from testimonies.correspondence.posting.actions import TO_ARCHIVE, Addressed
from testimonies.correspondence.posting.queries import RECEIPT
from testimonies.intake.printed.document import where_to_send
from testimonies.intake.transcribing.letter import receipt_words
from testimonies.models import ArchiveRequest, PaperLetter
from testimonies.templatetags.components import day_month_year
from testimonies.typesetting import compose


def letters(addressed: Sequence[Addressed], *, at: datetime) -> bytes:
    """All in one file, each from a front page, in its own language."""
    sheets = [_sheet(each) for each in addressed]
    return compose("post", _frame(_("Letters by post")) | {"letters": sheets}, at=at)


def to_archive(request: ArchiveRequest, *, at: datetime) -> bytes:
    """The same letter that would be posted, for whoever takes it there."""
    letter = PaperLetter(
        submission=request.submission, kind=TO_ARCHIVE, language=request.language, request=request
    )
    return letters([Addressed(letter, tuple(request.recipient))], at=at)


def labels(addressed: Sequence[Addressed], *, start: int, at: datetime) -> bytes:
    """3 × 8 labels of 70 × 37 mm; the first `start` - 1 places of the first sheet stay empty.

    The lines stand in the order in which the submitter wrote them, which is that of their country.
    """
    lines: list[list[str]] = [[]] * (start - 1) + [list(each.lines) for each in addressed]
    return compose("labels", _frame(_("Address labels")) | {"labels": lines}, at=at)


def _frame(title: str) -> dict[str, Any]:
    return {
        "title": title,
        "language": get_language() or "en",
        "test": _("TEST: made for trying out, valid nowhere") if settings.LOCAL else "",
    }


def _number(letter: PaperLetter) -> str:
    """An archive gets the number of its letter, and not that of the case."""
    return letter.request.reference if letter.request else letter.submission.reference


def _sheet(addressed: Addressed) -> dict[str, Any]:
    """SECURITY: in the window stand name and address, and not who writes or about what."""
    letter = addressed.letter
    with translation.override(letter.language):
        return {
            "language": letter.language,
            "test": _("TEST: made for trying out, valid nowhere") if settings.LOCAL else "",
            "recipient": list(addressed.lines),
            "sender": ["Atmintis", *where_to_send().split("\n")],
            "facts": [
                {"label": _("Date"), "words": day_month_year(localdate())},
                {"label": _("Reference"), "words": _number(letter)},
            ],
            "title": wording.title(letter),
            "told": wording.told(letter),
            "receipt": receipt_words(letter.submission.receipt)
            if letter.kind == RECEIPT
            else None,
        }
