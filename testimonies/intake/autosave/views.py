"""What somebody types is kept while they type: a small script sends the page as its button would.

It judges nothing, and the page does not move on. The answer is a line of text: what this window
has seen now, or a sentence why that is not all.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from testimonies.intake.asking import PageForm
from testimonies.intake.autosave import actions as at_once
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import windows
from testimonies.intake.drafts.passages import Passage
from testimonies.intake.drafts.windows import Sent
from testimonies.intake.flow import Flow
from testimonies.intake.questionnaire import FilesPage, ManyPage, Page
from testimonies.models import Draft

PLAIN = "text/plain; charset=utf-8"


def keep(
    request: HttpRequest, flow: Flow, draft: Draft, step: str, entry: str = "", part: int = 1
) -> HttpResponse:
    page, sent = flow.questionnaire.page(step), windows.read(request.POST)
    asked = _asked(page, entry, part)
    if page is None or asked is None or sent is None:
        raise Http404
    passage = Passage(step, entry, part, asked.controls() if entry else None)
    typed = asked.take(request.POST)
    # What is said of a paper is of the paper in this window, whatever another one says of its own.
    own = None if isinstance(page, FilesPage) else sent
    saved = at_once.keep(draft, passage, typed, sent=own)
    if windows.is_beside(saved.answers, passage.key, sent):
        return HttpResponse(_beside(), PLAIN, HTTPStatus.CONFLICT)
    return HttpResponse(windows.digest(typed), PLAIN)


def settles_beside(
    request: HttpRequest, saved: Draft, passage: Passage, sent: Sent | None
) -> HttpResponse | None:
    """After a button: the page again, where two windows wrote there or a button chose one."""
    if window := request.POST.get("take"):
        drafts.take_beside(saved.pk, passage, window)
    elif window := request.POST.get("drop"):
        drafts.drop_beside(saved.pk, passage, window)
    elif not windows.is_beside(saved.answers, passage.key, sent):
        return None
    return redirect(request.get_full_path())


def _asked(page: Page | None, entry: str, part: int) -> type[PageForm] | None:
    """The form of a page, or of a part of an entry; nothing else is typed into."""
    if isinstance(page, ManyPage):
        parts = page.parts or (page.form,)
        return parts[part - 1] if entry and 1 <= part <= len(parts) else None
    return page.form if page and not entry else None


def _beside() -> str:
    return _(
        "This page has been changed in another window. Your words are kept beside it: press"
        " “Continue”, and you see both."
    )
