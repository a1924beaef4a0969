"""Answers that somebody keeps on a device of their own: saved there, and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now

from testimonies.custody import log as custody
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import bringing
from testimonies.intake.drafts.bringing import Asks
from testimonies.intake.questionnaire import ManyPage, Page
from testimonies.intake.saved_file import answers_file
from testimonies.intake.saved_file.answers_file import Saved
from testimonies.models import Draft
from testimonies.models.custody import Actor

if TYPE_CHECKING:
    from testimonies.intake.questionnaire import Questionnaire


def save(draft: Draft, questionnaire: Questionnaire, *, readme: str) -> bytes:
    """The file, and a line that it was made."""
    sealed_pages = {page.key for page in questionnaire.pages if page.is_sealed}
    opened, closed = answers_file.apart(draft.answers, sealed_pages)
    saved = Saved(
        id=answers_file.new_id(),
        kind=draft.kind,
        draft=draft.handle,
        questionnaire=draft.questionnaire.sha256,
        page=draft.page,
        answers=opened,
        sealed=closed,
    )
    custody.record("draft.saved_as_file", draft, actor=Actor.SUBMITTER)
    return answers_file.write(saved, at=now(), readme=readme)


@transaction.atomic
def bring_back(draft_id: int, saved: Saved, questionnaire: Questionnaire) -> Draft:
    """The answers of the file come into the draft, and replace nothing that stands there.

    Where both have words, those of the file wait beside the page, as those of another window do.
    """
    draft = drafts.take_up(draft_id)
    asks = {page.key: _asks(page) for page in questionnaire.pages}
    draft.answers = bringing.brought(draft.answers, saved.answers, asks, saved.questionnaire)
    # SECURITY: what is under seal goes to its own pages and nowhere else.
    draft.answers = bringing.brought(draft.answers, saved.sealed or {}, asks, "")
    custody.record("draft.brought_from_file", draft, actor=Actor.SUBMITTER)
    is_new = draft.page == questionnaire.begins_at
    at_page = saved.page if is_new and saved.page in {*asks, "check"} else draft.page
    return drafts.keep_all(draft, draft.answers, at_page=at_page)


def _asks(page: Page) -> Asks:
    if not isinstance(page, ManyPage):
        return Asks((page.form.controls(),))
    parts = page.parts or (page.form,)
    return Asks(tuple(part.controls() for part in parts), is_list=True)
