"""Pages that collect several entries, and the pages of one entry, part by part."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from testimonies.intake import instead, showing
from testimonies.intake.asking import PageForm, Typed
from testimonies.intake.drafts import actions as drafts
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
    entries = [
        (each, flow.url(draft, page.key, each.key))
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
    filled = flow.filled(draft)
    page = filled.page(step)
    parts = page.parts or (page.form,) if isinstance(page, ManyPage) else ()
    if not isinstance(page, ManyPage) or not 1 <= part <= len(parts):
        raise Http404
    asked = parts[part - 1]
    if request.method != "POST":
        typed: Typed | None = draft.answers.get(page.key, {}).get(entry)
        if typed is None:
            return redirect(flow.url(draft, page.key))
        form = asked(typed, about=filled.about, quiet=True)
        return showing.entry(request, filled, page, form, instead.place_of(step, entry, part))
    said = instead.pressed(request.POST, tuple(Instead))
    saved = drafts.save_entry(
        draft.pk,
        page.key,
        entry,
        asked.take(request.POST),
        controls=asked.controls(),
        said=(part, said),
    )
    if "pause" in request.POST:
        return redirect(flow.url(draft, "paused"))
    form = _judged(flow.filled(saved), page, asked, entry, said or "")
    if "back" not in request.POST and not form.is_valid():
        return showing.entry(request, filled, page, form, instead.place_of(step, entry, part))
    following = part - 1 if "back" in request.POST else part + 1
    is_inside = 1 <= following <= len(parts)
    return redirect(flow.url(draft, page.key, entry if is_inside else "", following))


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
