"""The public record. After a testimony is taken down, no cache shows it for more than seconds."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from testimonies.archive import queries as archive
from testimonies.archive.caching import for_everybody
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import in_part
from testimonies.history import queries as history
from testimonies.models.evidence import FileRole
from testimonies.recordings import webvtt
from testimonies.recordings.queries import Outside

SUBTITLES = "text/vtt; charset=utf-8"
#: Nothing stale: what its witness takes back is not shown because our server is slow or away.
briefly = cache_control(public=True, max_age=5, must_revalidate=True)


@require_safe
@briefly
def testimonies(request: HttpRequest) -> HttpResponse:
    page = archive.newest(after=request.GET.get("after", ""))
    if page is None:
        raise Http404
    return render(request, "testimonies/archive/list.html", {"page": page})


@require_safe
@briefly
def testimony(request: HttpRequest, reference: str) -> HttpResponse:
    shown = archive.testimony(reference)
    if shown is None:
        raise Http404
    return render(request, "testimonies/archive/testimony.html", {"testimony": shown})


@require_safe
def recording(request: HttpRequest, reference: str, paper: UUID) -> HttpResponseBase:
    """The clean or the covered copy. Kept by nobody on the way: it may be taken back."""
    heard = _heard(reference, paper)
    try:
        copy = evidence.hand_out(
            heard.paper, by=None, role=FileRole(heard.copy.role), why="public", is_part=True
        )
    except Refusal as no:
        raise Http404 from no
    return in_part.answer(request, copy, name=reference)


@require_safe
def said(request: HttpRequest, reference: str, paper: UUID, language: str) -> HttpResponse:
    """Subtitles in one language."""
    for each in _heard(reference, paper).said:
        if each.language == language:
            return HttpResponse(webvtt.write(each.cues), content_type=SUBTITLES)
    raise Http404


@require_safe
def chapters(request: HttpRequest, reference: str, paper: UUID) -> HttpResponse:
    index = webvtt.write_chapters(_heard(reference, paper).chapters)
    return HttpResponse(index, content_type=SUBTITLES)


def _heard(reference: str, paper: UUID) -> Outside:
    found = archive.recording(reference, paper)
    if found is None:
        raise Http404
    return found


@require_safe
@for_everybody(seconds=60)
def operations(request: HttpRequest) -> HttpResponse:
    stories = history.operations_with_facts()
    return render(request, "testimonies/archive/operations.html", {"operations": stories})


@require_safe
@for_everybody(seconds=60)
def operation(request: HttpRequest, slug: str) -> HttpResponse:
    story = history.operation_with_facts(slug)
    if story is None:
        raise Http404
    return render(request, "testimonies/archive/operation.html", {"operation": story})
