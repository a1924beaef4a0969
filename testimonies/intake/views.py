"""Question pages: one address per question, each keeps what was typed before it judges it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies import limits
from testimonies.intake import holding, instead, sections, showing
from testimonies.intake.autosave import actions as at_once
from testimonies.intake.autosave import views as autosave
from testimonies.intake.consent.forms import Declaration
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import windows
from testimonies.intake.drafts.passages import Passage
from testimonies.intake.entries import views as entries
from testimonies.intake.filled import Filled, Incomplete
from testimonies.intake.flow import Flow
from testimonies.intake.guard import for_holder
from testimonies.intake.papers import views as papers
from testimonies.intake.questionnaire import FilesPage, ManyPage, Page
from testimonies.intake.saved_file import queries as saved_file
from testimonies.models import Case, Draft

A_DAY = timedelta(days=1)


def start(request: HttpRequest, flow: Flow) -> HttpResponse:
    """What will be asked, and the button that begins."""
    page: dict[str, Any] = {
        "cases": Case.objects.filter(handle__in=holding.handles(request)),
        "too_many": False,
    }
    template = f"testimonies/{'claims' if flow.name == 'claim' else 'intake'}/start.html"
    if request.method != "POST":
        return render(request, template, page)
    if limits.exceeds(limits.DRAFTS, request):
        return render(request, template, page | {"too_many": True}, status=429)
    begun = drafts.start(flow.questionnaire, language=request.LANGUAGE_CODE)
    holding.remember(request, begun.draft.case)
    response = redirect(flow.url(begun.draft, "code"))
    holding.show_code(request, response, begun.draft.case, begun.code)
    return response


@for_holder
def code(request: HttpRequest, flow: Flow, draft: Draft) -> HttpResponse:
    """The first page: the return code, to be written down."""
    page = {
        "code": holding.shown_code(request, draft.case),
        "next_url": flow.url(draft, draft.page),
        "case": draft.case,
    }
    return render(request, "testimonies/intake/code.html", page)


@for_holder
def question(request: HttpRequest, flow: Flow, draft: Draft, step: str) -> HttpResponse:
    if "autosave" in request.POST:
        return autosave.keep(request, flow, draft, step)
    filled = flow.filled(draft)
    page = filled.page(step)
    if page is None:
        if flow.questionnaire.page(step) is None:
            raise Http404
        return redirect(flow.url(draft, filled.pages[0].key))  # not asked any more
    if request.method != "POST" and draft.visited_at < now() - A_DAY:
        drafts.visit(draft.pk)
    match page:
        case FilesPage():
            return papers.papers(request, flow, filled, page)
        case ManyPage():
            return entries.listing(request, flow, filled, page)
        case _:
            return _one(request, flow, filled, page)


@for_holder
def check(request: HttpRequest, flow: Flow, draft: Draft) -> HttpResponse:
    """Every answer in words, with the way to change it."""
    filled = flow.filled(draft)
    missing = [page.key for page in filled.unfinished()]
    if request.method == "POST":
        drafts.visit(draft.pk, at_page="check")
        if "pause" in request.POST:
            return redirect(flow.url(draft, "paused"))
        if "back" in request.POST:
            return redirect(flow.url(draft, filled.before("check")))
        return showing.once_more(request) if missing else redirect(flow.url(draft, "declaration"))
    shown = sections.of(filled, flow)
    page = {
        "sections": shown,
        "later": [section for section in shown if section.is_for_later and not section.problems],
        "written_twice": [section for section in shown if section.is_written_twice],
        "asked_no_more": saved_file.asked_no_more(draft),
        "is_refused": showing.is_judged(request) and bool(missing),
        "missing": missing,
        "is_claim": flow.name == "claim",
        "draft": draft,
    }
    return render(request, "testimonies/intake/check.html", page)


@for_holder
def declaration(request: HttpRequest, flow: Flow, draft: Draft) -> HttpResponse:
    """The last page: the statement of truth, and the button that hands in."""
    filled = flow.filled(draft)
    if "pause" in request.POST:
        return redirect(flow.url(draft, "paused"))
    if "back" in request.POST or any(filled.unfinished()):
        return redirect(flow.url(draft, "check"))
    form = Declaration(Declaration.take(request.POST) if showing.is_judged(request) else None)
    form.fields["true"].label = flow.questionnaire.declared(filled.about.voice)
    if request.method == "POST":
        if not form.is_valid():
            return showing.once_more(request)
        try:
            submission = flow.hand_in(filled)
        except Incomplete:
            return redirect(flow.url(draft, "check"))
        return redirect("testimonies:case-receipt", draft.case.handle, submission.reference)
    page = {"form": form, "title": _("Declaration"), "is_claim": flow.name == "claim"}
    return render(request, "testimonies/intake/declaration.html", page)


def _one(request: HttpRequest, flow: Flow, filled: Filled, page: Page) -> HttpResponse:
    if request.method != "POST":
        shown = filled.form(page, quiet=not showing.is_judged(request))
        return showing.question(request, filled, page, shown)
    passage, sent = Passage(page.key), windows.read(request.POST)
    said = instead.pressed(request.POST, page.instead)
    typed = page.form.take(request.POST)
    saved = at_once.keep(filled.draft, passage, typed, said=said, sent=sent)
    if "pause" in request.POST:
        return redirect(flow.url(saved, "paused"))
    if both := autosave.settles_beside(request, saved, passage, sent):
        return both
    answered = flow.filled(saved)
    form = page.form(passage.typed_in(saved.answers), about=filled.about, instead=said or "")
    if "back" in request.POST:
        before = answered.before(page.key)
        return redirect(flow.url(saved, before or "code"))
    if not form.is_valid():
        return showing.once_more(request)
    return redirect(showing.onwards(request, flow, answered, page))
