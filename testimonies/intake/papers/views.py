"""The page that takes papers: a good file is kept whatever else is on the page."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from testimonies import limits, nudge, tasks
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import inspection, size_limit
from testimonies.intake import instead, queries, showing
from testimonies.intake.asking import PageForm
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.intake.questionnaire import FilesPage
from testimonies.models import Draft

log = logging.getLogger(__name__)


def papers(request: HttpRequest, flow: Flow, filled: Filled, page: FilesPage) -> HttpResponse:
    draft = filled.draft
    form = page.form(draft.answers.get(page.key), about=filled.about, quiet=True)
    if request.method == "POST":
        typed = page.form.take(request.POST)
        form = page.form(typed, about=filled.about, files=request.FILES)
        said = instead.pressed(request.POST, page.instead)
        drafts.save_page(draft.pk, page.key, typed, said=said)
        if "remove" in request.POST:
            _remove(draft, request.POST["remove"])
            return redirect(flow.url(draft, page.key))
        if _receive(request, draft, page.key, form):
            return redirect(_onwards(request, flow, filled, page))
    words = showing.words(filled, page) | showing.instead_of(filled, page)
    words |= {
        "form": form,
        "papers": [(each, queries.name_of(each)) for each in queries.new_papers_of(draft.case)],
    }
    return render(request, "testimonies/intake/papers.html", words)


def _receive(request: HttpRequest, draft: Draft, page: str, form: PageForm) -> bool:
    """Keep the file if there is one. False when it cannot be taken; the form says why."""
    form.is_valid()
    if lost := size_limit.lost_on_the_way(request):
        form.add_error("file", lost)
        return False
    upload = request.FILES.get("file")
    if upload is None:
        return "file" not in form.errors
    if limits.exceeds(limits.UPLOADS, request):
        form.add_error("file", _("Too many files came from here within an hour. Try again later."))
        return False
    try:
        original = evidence.receive(
            draft.case_id,
            upload,
            kind=form.cleaned_data.get("kind", ""),
            caption=form.cleaned_data.get("caption", ""),
        )
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return False
    except OSError as error:
        log.error("a paper could not be kept: %s", error.strerror)
        form.add_error("file", inspection.no_room())
        return False
    nudge.after_commit(tasks.make_access_copy, original.pk)
    drafts.save_page(draft.pk, page, {})
    return True


def _remove(draft: Draft, paper: str) -> None:
    for each in queries.new_papers_of(draft.case):
        if str(each.uuid) == paper:
            evidence.remove(each.pk)


def _onwards(request: HttpRequest, flow: Flow, filled: Filled, page: FilesPage) -> str:
    if "pause" in request.POST:
        step = "paused"
    elif "back" in request.POST:
        step = filled.before(page.key)
    elif "add" in request.POST:
        step = page.key
    else:
        step = "check" if "change" in request.GET else filled.after(page.key)
    return flow.url(filled.draft, step)
