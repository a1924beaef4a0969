"""Pages that collect several entries, and the pages of one entry, part by part."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from testimonies.intake import instead, showing
from testimonies.intake.asking import PageForm, Typed
from testimonies.intake.autosave import actions as at_once
from testimonies.intake.autosave import views as autosave
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import windows
from testimonies.intake.drafts.passages import Passage
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.intake.guard import for_holder
from testimonies.intake.instead import Instead
from testimonies.intake.questionnaire import ManyPage
from testimonies.models import Draft


def listing(request: HttpRequest, flow: Flow, filled: Filled, page: ManyPage) -> HttpResponse:
    draft = filled.draft
    if request.method == "POST":
        return redirect(_after_list(request, flow, filled, page))
    twice = windows.entries_beside(draft.answers, page.key)
    entries = [
        (each, flow.url(draft, page.key, each.key), each.key in twice)
        for each in filled.entries(page)
        if not each.is_empty
    ]
    shown = showing.words(filled, page) | {"page": page, "entries": entries}
    shown |= showing.instead_of(filled, page)
    return render(request, "testimonies/intake/many.html", shown)


@for_holder
def entry(
    request: HttpRequest, flow: Flow, draft: Draft, step: str, entry: str, part: int
) -> HttpResponse:
    """One part of one entry."""
    if "autosave" in request.POST:
        return autosave.keep(request, flow, draft, step, entry, part)
    filled = flow.filled(draft)
    page = filled.page(step)
    if not isinstance(page, ManyPage) or not 1 <= part <= len(_parts(page)):
        raise Http404
    asked = _parts(page)[part - 1]
    passage = Passage(page.key, entry, part, asked.controls())
    if request.method == "POST":
        return _take(request, flow, filled, page, passage)
    typed: Typed | None = draft.answers.get(page.key, {}).get(entry)
    if typed is None:
        return redirect(flow.url(draft, page.key))
    if showing.is_judged(request):
        said = instead.given(filled.answers, passage.key)
        form = _judged(filled, page, asked, entry, said)
    else:
        form = asked(typed, about=filled.about, quiet=True)
    return showing.entry(request, filled, page, form, passage)


def _parts(page: ManyPage) -> tuple[type[PageForm], ...]:
    return page.parts or (page.form,)


def _take(
    request: HttpRequest, flow: Flow, filled: Filled, page: ManyPage, passage: Passage
) -> HttpResponse:
    """Keep what was typed, and go where the button says unless something is wrong."""
    draft, asked = filled.draft, _parts(page)[passage.part - 1]
    sent, said = windows.read(request.POST), instead.pressed(request.POST, tuple(Instead))
    saved = at_once.keep(draft, passage, asked.take(request.POST), said=said, sent=sent)
    if "pause" in request.POST:
        return redirect(flow.url(draft, "paused"))
    if both := autosave.settles_beside(request, saved, passage, sent):
        return both
    form = _judged(flow.filled(saved), page, asked, passage.entry, said or "")
    if "back" not in request.POST and not form.is_valid():
        return showing.once_more(request)
    following = passage.part - 1 if "back" in request.POST else passage.part + 1
    is_inside = 1 <= following <= len(_parts(page))
    return redirect(flow.url(draft, page.key, passage.entry if is_inside else "", following))


def _judged(
    filled: Filled, page: ManyPage, asked: type[PageForm], entry: str, said: str
) -> PageForm:
    """The form of one part, with what the whole entry says against its answers."""
    typed: Typed = filled.answers[page.key][entry]
    form = asked(typed, about=filled.about, instead=said)
    whole = filled.whole(page, entry, typed)
    for name, sentences in whole.errors.items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, list(sentences))
    return form


def _after_list(request: HttpRequest, flow: Flow, filled: Filled, page: ManyPage) -> str:
    draft, sent = filled.draft, request.POST
    if "add" in sent:
        return flow.url(draft, page.key, drafts.add_entry(draft.pk, page.key))
    if "remove" in sent:
        drafts.remove_entry(draft.pk, page.key, sent["remove"])
        return flow.url(draft, page.key)
    drafts.answer_instead(draft.pk, page.key, instead.pressed(sent, page.instead))
    if "pause" in sent:
        return flow.url(draft, "paused")
    if "back" in sent:
        return flow.url(draft, filled.before(page.key))
    return showing.onwards(request, flow, filled, page)
