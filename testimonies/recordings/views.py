"""The page of one recording, from which its versions and its index are found. At the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from testimonies import nudge, tasks
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Transcript
from testimonies.models.recording import Version
from testimonies.recordings import actions as recordings
from testimonies.recordings import opened, policies, queries, rules
from testimonies.recordings.earlier import views as earlier
from testimonies.recordings.forms import MAKES, Begin, Translate
from testimonies.recordings.index import views as index
from testimonies.recordings.lines import views as lines
from testimonies.recordings.opened import Opened
from testimonies.redactions import queries as redactions

NAME = "testimonies_submission_recording"
PAGE = f"admin:{NAME}"


def urls(view: Callable[..., Any]) -> list[URLPattern]:
    """`view` is the admin's own door."""
    place = "<str:reference>/recordings/<uuid:paper>/"
    of_one = f"{place}<uuid:transcript>/"
    return [
        path(place, view(page), name=NAME),
        path(f"{place}begin/", view(begin), name=f"{NAME}_begin"),
        path(f"{place}index/", view(index.page), name=f"{NAME}_index"),
        path(f"{place}index/take-in/", view(index.take_in), name=f"{NAME}_index_take_in"),
        path(f"{place}index/file/", view(index.file), name=f"{NAME}_index_file"),
        path(
            f"{place}index/chapters/",
            view(index.file),
            {"are_chapters": True},
            name=f"{NAME}_index_chapters",
        ),
        path(f"{place}index/earlier/", view(earlier.page_of_index), name=f"{NAME}_index_earlier"),
        path(of_one, view(lines.lines), name=f"{NAME}_lines"),
        path(f"{of_one}make/<slug:version>/", view(make), name=f"{NAME}_make"),
        path(f"{of_one}take-in/", view(lines.take_in), name=f"{NAME}_take_in"),
        path(f"{of_one}file/", view(lines.file), name=f"{NAME}_file"),
        path(f"{of_one}earlier/", view(earlier.page), name=f"{NAME}_earlier"),
        *(
            path(
                f"{of_one}{verb}/",
                view(lines.decide),
                {"verb": verb},
                name=f"{NAME}_{verb.replace('-', '_')}",
            )
            for verb in ("propose", "approve", "take-back", "read-again")
        ),
    ]


@require_GET
def page(request: HttpRequest, reference: str, paper: UUID) -> HttpResponse:
    return _page(request, opened.a_paper(request, reference, paper))


@require_POST
def begin(request: HttpRequest, reference: str, paper: UUID) -> HttpResponse:
    here = opened.a_paper(request, reference, paper, to_write=True)
    form = Begin(request.POST)
    if not form.is_valid():
        return _page(request, here, form)
    try:
        first = recordings.begin(here.paper.pk, form.cleaned_data["language"], by=here.user)
    except Refusal as no:
        form.add_error("language", str(no))
        return _page(request, here, form)
    nudge.after_commit(tasks.measure_recording, first.recording_id)
    return redirect(lines.PAGE, reference, paper, first.uuid)


@require_POST
def make(
    request: HttpRequest, reference: str, paper: UUID, transcript: UUID, version: str
) -> HttpResponse:
    here = opened.a_transcript(request, reference, paper, transcript, to_write=True)
    if version not in Version.values:
        raise Http404
    form = Translate(request.POST, prefix=here.transcript.uuid.hex)
    if version == Version.TRANSLATION and not form.is_valid():
        return _page(request, here, form)
    language = form.cleaned_data["language"] if version == Version.TRANSLATION else ""
    try:
        made = recordings.make_version(
            here.transcript.pk, Version(version), language, by=here.user
        )
    except Refusal as no:
        messages.error(request, str(no))
        return redirect(PAGE, reference, paper)
    return redirect(lines.PAGE, reference, paper, made.uuid)


def _page(request: HttpRequest, here: Opened, failed: forms.Form | None = None) -> HttpResponse:
    custody.record("recording.viewed", here.found or here.paper, by=here.user)
    versions = here.found.transcripts.order_by("pk") if here.found else Transcript.objects.none()
    changed = redactions.words_changed_at(here.paper.case_id)
    context = here.context(request) | {
        "heading": _("What is said in a recording"),
        "form": failed,
        "begin": failed if isinstance(failed, Begin) else Begin(),
        "versions": [
            (
                each,
                here.language_of(each),
                _makes(here, each, failed),
                queries.is_behind(each, changed),
            )
            for each in versions
        ],
        "points": here.found.points.count() if here.found else 0,
        "may_write": policies.may_write(here.user),
    }
    return TemplateResponse(request, "testimonies/recordings/page.html", context)


def _makes(here: Opened, source: Transcript, failed: forms.Form | None) -> list[dict[str, Any]]:
    """What can still be made of a version, each with its button."""
    if not policies.may_write(here.user):
        return []
    made = set(here.recording.transcripts.values_list("version", "language"))
    offers: list[dict[str, Any]] = [
        {"version": version, "label": label, "form": None}
        for version, label in MAKES.items()
        if source.version in rules.MADE_FROM[version] and (version, source.language) not in made
    ]
    if source.version in rules.MADE_FROM[Version.TRANSLATION]:
        prefix = source.uuid.hex
        is_own = isinstance(failed, Translate) and failed.prefix == prefix
        form = failed if is_own else Translate(prefix=prefix)
        label = _("Make a translation of it")
        offers.append({"version": Version.TRANSLATION, "label": label, "form": form})
    return offers
