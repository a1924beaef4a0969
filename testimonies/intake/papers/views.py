"""The page that takes papers: a good file is kept whatever else is on the page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from testimonies.intake import instead, showing
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import windows
from testimonies.intake.drafts.passages import Passage
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.intake.papers import queries, taking
from testimonies.intake.questionnaire import FilesPage
from testimonies.models.channel import Channel


def papers(request: HttpRequest, flow: Flow, filled: Filled, page: FilesPage) -> HttpResponse:
    draft = filled.draft
    place = taking.Place(draft.case, draft, by=_typist(request, filled))
    form = page.form(draft.answers.get(page.key), about=filled.about, quiet=True)
    if request.method == "POST":
        typed = page.form.take(request.POST)
        form = page.form(typed, about=filled.about, files=request.FILES)
        said = instead.pressed(request.POST, page.instead)
        drafts.write(draft.pk, Passage(page.key), typed, said=said)
        if taking.CHANGES & request.POST.keys():
            taking.change(place, request.POST)
            return redirect(flow.url(draft, page.key))
        if taking.take(request, place, form):
            drafts.save_page(draft.pk, page.key, {})
        if "file" not in form.errors:
            return redirect(_onwards(request, flow, filled, page))
    words = showing.words(filled, page) | showing.instead_of(filled, page)
    words |= {
        "form": form,
        "papers": queries.new_papers_of(draft.case, draft),
        "interrupted": queries.interrupted_in(draft.case),
        "case": draft.case,
        "window": windows.new(),
        "most": taking.most(),
    }
    response = render(request, "testimonies/intake/papers.html", words)
    response["Permissions-Policy"] = taking.RECORDING_ONLY
    return response


def _typist(request: HttpRequest, filled: Filled) -> User | None:
    """At the desk somebody of the staff adds what came with a letter."""
    is_at_desk = filled.draft.channel != Channel.WEB
    return request.user if is_at_desk and isinstance(request.user, User) else None


def _onwards(request: HttpRequest, flow: Flow, filled: Filled, page: FilesPage) -> str:
    if "pause" in request.POST:
        step = "paused"
    elif "back" in request.POST:
        step = filled.before(page.key)
    elif "add" in request.POST or "keep" in request.POST:
        step = page.key
    else:
        step = "check" if "change" in request.GET else filled.after(page.key)
    return flow.url(filled.draft, step)
