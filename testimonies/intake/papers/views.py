"""The page that takes papers: a good file is kept whatever else is on the page."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from testimonies import limits, nudge, tasks
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import inspection, size_limit
from testimonies.evidence.actions import About
from testimonies.evidence.uploads import actions as uploads
from testimonies.intake import instead, showing
from testimonies.intake.asking import PageForm
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import windows
from testimonies.intake.drafts.places import Place
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.intake.papers import queries
from testimonies.intake.questionnaire import FilesPage
from testimonies.models import Draft, StoredFile

log = logging.getLogger(__name__)

CHANGES = {"remove", "earlier", "forget"}
#: Of what other pages never ask for: here a voice may be recorded.
MICROPHONE_ONLY = "microphone=(self), camera=(), geolocation=(), payment=(), usb=()"


def papers(request: HttpRequest, flow: Flow, filled: Filled, page: FilesPage) -> HttpResponse:
    draft = filled.draft
    form = page.form(draft.answers.get(page.key), about=filled.about, quiet=True)
    if request.method == "POST":
        typed = page.form.take(request.POST)
        form = page.form(typed, about=filled.about, files=request.FILES)
        said = instead.pressed(request.POST, page.instead)
        drafts.write(draft.pk, Place(page.key), typed, said=said)
        if CHANGES & request.POST.keys():
            _change(draft, request.POST)
            return redirect(flow.url(draft, page.key))
        if _receive(request, draft, page.key, form):
            return redirect(_onwards(request, flow, filled, page))
    words = showing.words(filled, page) | showing.instead_of(filled, page)
    words |= {
        "form": form,
        "papers": queries.new_papers_of(draft.case),
        "interrupted": queries.interrupted_in(draft.case),
        "case": draft.case,
        "window": windows.new(),
    }
    response = render(request, "testimonies/intake/papers.html", words)
    response["Permissions-Policy"] = MICROPHONE_ONLY
    return response


def _receive(request: HttpRequest, draft: Draft, page: str, form: PageForm) -> bool:
    """Keep the file if there is one. False when it cannot be taken; the form says why."""
    form.is_valid()
    if lost := size_limit.lost_on_the_way(request):
        form.add_error("file", lost)
        return False
    if not request.FILES.get("file") and not _sent(request):
        return "file" not in form.errors
    if limits.exceeds(limits.UPLOADS, request):
        form.add_error("file", _("Too many files came from here within an hour. Try again later."))
        return False
    try:
        original = _keep(request, draft.case_id, form.cleaned_data)
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


def _keep(request: HttpRequest, case_id: int, answers: Mapping[str, str]) -> StoredFile:
    """What came in pieces before the form, or else with it."""
    kind, caption = answers.get("kind", ""), answers.get("caption", "")
    page_of = _uuid(answers.get("part_of", ""))
    if sent := _sent(request):
        about = About(kind, caption, page_of)
        digest = request.POST.get("sha256", "")
        return uploads.take(case_id, _uuid(sent) or UUID(int=0), about, sha256=digest)
    upload = cast("UploadedFile[bytes]", request.FILES["file"])
    return evidence.receive(case_id, upload, kind=kind, caption=caption, page_of=page_of)


def _sent(request: HttpRequest) -> str:
    """What came in pieces: just now, or before a recording was interrupted."""
    return request.POST.get("upload") or request.POST.get("keep") or ""


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _change(draft: Draft, sent: QueryDict) -> None:
    """Take a page back, put it before the one above it, or let a recording go."""
    for upload in queries.interrupted_in(draft.case):
        if str(upload.uuid) == sent.get("forget"):
            uploads.drop(upload.pk)
    for paper in queries.new_papers_of(draft.case):
        for each in paper.pages:
            if str(each.uuid) == sent.get("remove"):
                evidence.remove(each.pk)
            elif str(each.uuid) == sent.get("earlier"):
                evidence.move_earlier(each.pk)


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
