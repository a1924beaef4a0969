"""Drafts, on behalf of whoever holds the return code: begun, filled page by page, paused."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.intake import instead, return_code
from testimonies.intake.drafts import windows
from testimonies.intake.drafts.passages import Passage, Typed
from testimonies.intake.drafts.windows import Sent
from testimonies.models import Case, Draft, QuestionnaireVersion
from testimonies.models.channel import Channel
from testimonies.models.custody import Actor
from testimonies.privacy import vault

if TYPE_CHECKING:
    from accounts.models import User
    from testimonies.intake.questionnaire import Answers, Questionnaire

KEPT = timedelta(days=180)
MOST_ENTRIES = 40
#: A thick book. All of it is decrypted for every page, so it cannot be a library.
MOST_LETTERS = 3_000_000


class AlreadyHandedIn(Refusal):
    """The draft has become a submission in the meantime."""


@dataclass(frozen=True)
class Begun:
    """A new draft, and the return code where a new case was made. It is written nowhere else."""

    draft: Draft
    code: str


@transaction.atomic
def publish(questionnaire: Questionnaire) -> QuestionnaireVersion:
    """The row of this wording. Idempotent: the same words are the same version."""
    versions = QuestionnaireVersion.objects.filter(code=questionnaire.kind)
    sha256 = questionnaire.sha256
    known = versions.filter(sha256=sha256).defer("schema").first()
    if known is not None:
        return known
    QuestionnaireVersion.objects.bulk_create(
        [
            QuestionnaireVersion(
                code=questionnaire.kind,
                version=versions.count() + 1,
                schema=questionnaire.schema,
                sha256=sha256,
            )
        ],
        ignore_conflicts=True,  # another process has just done the same
    )
    return versions.defer("schema").get(sha256=sha256)


@transaction.atomic
def start(questionnaire: Questionnaire, *, language: str) -> Begun:
    """A new case with its first draft."""
    code = return_code.new()
    case = Case.objects.create(code_key=return_code.key(code), language=language)
    draft = _new_draft(case, questionnaire)
    return Begun(draft, code)


@transaction.atomic
def start_within(case_id: int, questionnaire: Questionnaire) -> Draft:
    """A draft in a case that exists. Idempotent: an open draft of the kind is taken up again."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    waiting = case.drafts.unfinished().of_holder().filter(kind=questionnaire.kind).first()
    return waiting or _new_draft(case, questionnaire)


def take_up(draft_id: int) -> Draft:
    """For a change in the caller's transaction: nobody else changes the draft meanwhile."""
    draft = Draft.objects.lock(draft_id)
    if draft.submitted_at is not None:
        raise AlreadyHandedIn(_("This has been handed in already."))
    if draft.sealed_at is not None:
        raise Refusal(_("This draft has expired."))
    return draft


@transaction.atomic
def write(
    draft_id: int,
    passage: Passage,
    typed: Typed,
    *,
    said: str | None = None,
    sent: Sent | None = None,
) -> Draft:
    """Keep what was typed at one passage, right or wrong.

    `said` is what was answered instead, such as "I do not know"; an empty one takes that away,
    and None leaves it. `sent` is the window: where another one wrote there meanwhile, nothing is
    replaced, and both are kept (`windows.is_beside`). An entry that was removed in another tab
    comes back rather than being lost.
    """
    draft = take_up(draft_id)
    draft.answers = _fitting(written(draft, passage, typed, said, sent))
    return _keep(draft, passage.page)


@transaction.atomic
def save_page(
    draft_id: int, page: str, typed: Typed, *, at_page: str = "", said: str | None = None
) -> Draft:
    """Keep a whole page, and where to go on."""
    draft = take_up(draft_id)
    draft.answers = _fitting(written(draft, Passage(page), typed, said))
    return _keep(draft, at_page or page)


def save_entry(draft_id: int, page: str, key: str, typed: Typed) -> Draft:
    """Keep a whole entry."""
    return write(draft_id, Passage(page, key), typed)


@transaction.atomic
def take_beside(draft_id: int, passage: Passage, window: str) -> Draft:
    """What another window wrote stands on the page now, and what stood there waits beside it."""
    draft = take_up(draft_id)
    draft.answers = windows.exchanged(draft.answers, passage, window)
    return _keep(draft, passage.page)


@transaction.atomic
def drop_beside(draft_id: int, passage: Passage, window: str) -> Draft:
    """What another window wrote is not wanted."""
    draft = take_up(draft_id)
    draft.answers = windows.dropped(draft.answers, passage.key, window)
    return _keep(draft, passage.page)


@transaction.atomic
def answer_instead(draft_id: int, page: str, said: str | None) -> Draft:
    """ "I do not know" and the like on a page that collects several entries, or papers."""
    draft = take_up(draft_id)
    draft.answers = _saying({page: {}, **draft.answers}, page, said)
    return _keep(draft, page)


def keep_all(draft: Draft, answers: Mapping[str, Any], *, at_page: str) -> Draft:
    """For a draft that the caller has taken up: these are its answers now."""
    draft.answers = _fitting(dict(answers))
    return _keep(draft, at_page)


@transaction.atomic
def add_entry(draft_id: int, page: str) -> str:
    """Begin one more entry. Returns its key; an entry without any word is taken again."""
    draft = take_up(draft_id)
    entries: dict[str, Typed] = draft.answers.get(page, {})
    for key, typed in entries.items():
        if not any(value.strip() for values in typed.values() for value in values):
            return key
    _must_have_room(draft, page)
    key = secrets.token_hex(4)
    draft.answers = {**draft.answers, page: {**entries, key: {}}}
    _keep(draft, page)
    return key


@transaction.atomic
def remove_entry(draft_id: int, page: str, key: str) -> Draft:
    draft = take_up(draft_id)
    left = {each: typed for each, typed in draft.answers.get(page, {}).items() if each != key}
    without = instead.without({**draft.answers, page: left}, f"{page}/{key}")
    draft.answers = windows.without(without, page, key)
    return _keep(draft, page)


@transaction.atomic
def visit(draft_id: int, *, at_page: str = "") -> Draft:
    """Somebody with the code came back: the time of keeping starts anew."""
    draft = take_up(draft_id)
    return _keep(draft, at_page or draft.page)


@transaction.atomic
def come_back(case_id: int, *, way: str = "code") -> None:
    """Somebody has opened the case again: its drafts are kept longer, and a line says so."""
    case = Case.objects.get(pk=case_id)
    waiting = case.drafts.unfinished().of_holder().order_by("pk")
    for draft_id in waiting.values_list("pk", flat=True):
        visit(draft_id)
    custody.record("case.opened", case, actor=Actor.SUBMITTER, way=way)


@transaction.atomic
def renew_code(case_id: int, *, by: User | None = None) -> str:
    """A new return code; the old one stops working."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    code = return_code.new()
    case.code_key = return_code.key(code)
    case.save(update_fields=["code_key"])
    actor = Actor.STAFF if by else Actor.SUBMITTER
    custody.record("case.code_renewed", case, by=by, actor=actor)
    return code


def written(
    draft: Draft, passage: Passage, typed: Typed, said: str | None, sent: Sent | None = None
) -> dict[str, Any]:
    """The answers with what was typed there. Nothing is changed yet, and it may be too much."""
    if passage.entry and passage.entry not in draft.answers.get(passage.page, {}):
        _must_have_room(draft, passage.page)
    settled = windows.settled(draft.answers, passage, typed, sent) if sent else None
    if settled is not None:
        return _saying(settled, passage.key, said or None)
    answers = windows.signed(passage.with_typed(draft.answers, typed), passage, sent)
    return _saying(answers, passage.key, said)


def _saying(answers: dict[str, Any], passage: str, said: str | None) -> dict[str, Any]:
    return answers if said is None else instead.with_answer(answers, passage, said)


def _fitting(answers: dict[str, Any]) -> dict[str, Any]:
    must_fit(vault.plain(answers))
    return answers


def must_fit(plain: str) -> None:
    """Of answers as they are sealed."""
    if len(plain) > MOST_LETTERS:
        raise Refusal(_("That is more than one draft can hold. Please call us."))


def _must_have_room(draft: Draft, page: str) -> None:
    if len(draft.answers.get(page, {})) >= MOST_ENTRIES:
        raise Refusal(_("That is as many as one page can hold. Write the others into your story."))


@transaction.atomic
def start_at_desk(
    case_id: int, questionnaire: Questionnaire, *, channel: Channel, answers: Answers, by: User
) -> Draft:
    """A draft into which the staff types what came by another way. The holder never sees it."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    draft = _new_draft(case, questionnaire, channel=channel, by=by)
    draft.answers = dict(answers)
    draft.save(update_fields=["answers"])
    return draft


def _new_draft(
    case: Case,
    questionnaire: Questionnaire,
    *,
    channel: Channel = Channel.WEB,
    by: User | None = None,
) -> Draft:
    draft = Draft.objects.create(
        case=case,
        kind=questionnaire.kind,
        channel=channel,
        questionnaire=publish(questionnaire),
        answers={},
        page=questionnaire.begins_at,
        expires_at=now() + KEPT,
    )
    actor = Actor.STAFF if by else Actor.SUBMITTER
    custody.record("draft.started", draft, by=by, actor=actor, kind=draft.kind)
    return draft


def _keep(draft: Draft, page: str) -> Draft:
    at: Any = now()
    draft.page = page
    draft.visited_at, draft.expires_at, draft.warned = at, at + KEPT, 0
    draft.save(update_fields=["answers", "page", "visited_at", "expires_at", "warned"])
    return draft
