"""The question pages at the desk: a door of their own, and one last page of their own."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import size_limit
from testimonies.intake import guard, showing, views
from testimonies.intake.entries import views as entries
from testimonies.intake.filled import Incomplete
from testimonies.intake.flow import Flow
from testimonies.intake.guard import View
from testimonies.intake.parts import views as parts
from testimonies.intake.questionnaire import ManyPage
from testimonies.intake.transcribing import actions as transcribing
from testimonies.intake.transcribing import policies
from testimonies.intake.transcribing.flows import FLOWS
from testimonies.intake.transcribing.forms import HowDeclared
from testimonies.models import Draft, Transcription
from testimonies.models.submission import Declared
from testimonies.review.signed_out import words_back

PAGE = "admin:testimonies_transcription_page"
#: A scanner makes larger files than a telephone.
MOST_BYTES = 100 * 1024 * 1024


def urls(view: Any) -> list[URLPattern]:
    """`view` is the admin's own door: staff, with a second factor."""
    return [
        pattern
        for flow in FLOWS.values()
        for pattern in _urls_of(flow, partial(words_back, view, typed=partial(_typed, flow)))
    ]


def _typed(flow: Flow, request: HttpRequest, **place: Any) -> list[str]:
    size_limit.take_files(request, most=MOST_BYTES)
    chosen = _chosen_from(flow, place.get("step", ""))
    return [said for name, said in guard.typed_by_hand(request) if name not in chosen]


def _chosen_from(flow: Flow, step: str) -> set[str]:
    """The controls of a page that nobody types into; of what is ticked only a code is sent."""
    page = flow.questionnaire.page(step)
    parts = (page.parts if isinstance(page, ManyPage) else ()) or ((page.form,) if page else ())
    fields = [each for form in parts for each in form.base_fields.items()]
    return {name for name, field in fields if hasattr(field, "choices")}


def _urls_of(flow: Flow, view: Any) -> list[URLPattern]:
    """The same steps as in `question_urls`, but for those that show a return code."""
    draft, name = f"{flow.name}/<slug:handle>/", f"testimonies_transcription_{flow.name}"
    steps: dict[str, View] = {
        "check": guard.behind(views.check),
        "declaration": declaration,
        "paused": _back_to_desk,
        "code": _back_to_desk,
    }
    if flow.questionnaire.parts:
        steps["tasks"] = guard.behind(parts.tasks)
    return [
        *(
            path(f"{draft}{step}/", view(_door(flow, inner)), name=f"{name}-{step}")
            for step, inner in steps.items()
        ),
        path(
            f"{draft}<slug:step>/",
            view(_door(flow, guard.behind(views.question))),
            name=f"{name}-page",
        ),
        path(
            f"{draft}<slug:step>/<slug:entry>/<int:part>/",
            view(_door(flow, guard.behind(entries.entry))),
            name=f"{name}-entry",
        ),
    ]


def _door(flow: Flow, inner: View) -> View:
    protected = csrf_protect(partial(_enter, flow, inner))

    @csrf_exempt  # the check follows, once it is said that these pages take files
    def door(request: HttpRequest, handle: str, **place: Any) -> HttpResponse:
        size_limit.take_files(request, most=MOST_BYTES)
        return protected(request, handle, **place)

    return door


def _enter(
    flow: Flow, inner: View, request: HttpRequest, handle: str, **place: Any
) -> HttpResponse:
    """Every look leaves its line; whoever sends a page has typed."""
    user = typist(request)
    transcription = _transcription(flow, handle, user)
    if transcription.draft.submitted_at or transcription.draft.sealed_at:
        return redirect(PAGE, transcription.uuid)
    if request.method == "POST":
        transcribing.type_in(transcription.pk, by=user)
    elif inner is not _back_to_desk:
        custody.record("transcription.viewed", transcription, by=user)
    with translation.override(transcription.language):
        try:
            return inner(request, flow, transcription.draft, **place)
        except Refusal as no:
            messages.error(request, str(no))
    return redirect(PAGE, transcription.uuid)


def declaration(request: HttpRequest, flow: Flow, draft: Draft) -> HttpResponse:
    """How it was declared; then it is handed in, by whoever saw the signature or heard it."""
    filled = flow.filled(draft)
    if "pause" in request.POST:
        return redirect(flow.url(draft, "paused"))
    if "back" in request.POST or any(filled.unfinished()):
        return redirect(flow.url(draft, "check"))
    form = HowDeclared(HowDeclared.take(request.POST) if showing.is_judged(request) else None)
    if request.method == "POST":
        if not form.is_valid():
            return showing.once_more(request)
        how = Declared(form.cleaned_data["declared"])
        transcribing.declare(draft.transcription.pk, how, by=typist(request))
        try:
            flow.hand_in(filled)
        except Incomplete:
            return redirect(flow.url(draft, "check"))
        return redirect(PAGE, draft.transcription.uuid)
    page = {
        "form": form,
        "title": _("Declaration"),
        "declared": flow.questionnaire.declared(filled.about.voice),
        "draft": draft,
    }
    return render(request, "testimonies/transcribing/declaration.html", page)


def typist(request: HttpRequest) -> User:
    """SECURITY: the admin has asked for staff and second factor; here for the role."""
    if not isinstance(request.user, User) or not policies.may_transcribe(request.user):
        raise PermissionDenied
    return request.user


def _back_to_desk(_request: HttpRequest, _flow: Flow, draft: Draft) -> HttpResponse:
    return redirect(PAGE, draft.transcription.uuid)


def _transcription(flow: Flow, handle: str, user: User) -> Transcription:
    """SECURITY: an address that was kept opens nothing any more to whoever keeps away."""
    found = Transcription.objects.visible_to(user).select_related("draft", "draft__case")
    return get_object_or_404(found, draft__handle=handle, draft__kind=flow.questionnaire.kind)
