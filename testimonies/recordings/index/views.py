"""The index of a recording: what is told at which moment, for whoever looks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models.recording import Stage
from testimonies.recordings import actions as recordings
from testimonies.recordings import opened, policies, queries, webvtt
from testimonies.recordings.actions import ChangedMeanwhile
from testimonies.recordings.forms import TakeIn
from testimonies.recordings.index.forms import Points
from testimonies.recordings.opened import Opened

ON_A_PAGE = 40
PAGE = "admin:testimonies_submission_recording_index"


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, reference: str, paper: UUID) -> HttpResponse:
    is_sent = request.method == "POST"
    here = opened.a_recording(request, reference, paper, to_write=is_sent)
    if not is_sent:
        return _page(request, here)
    form = Points.sent(request.POST)
    if not form.is_valid():
        return _page(request, here, form)
    try:
        recordings.write_index(here.recording.pk, form.points(), by=here.user)
    except ChangedMeanwhile as no:
        form.add_error(None, str(no))
        return _page(request, here, form, changed=no.lines)
    except Refusal as no:
        form.add_error(None, str(no))
        return _page(request, here, form)
    messages.success(request, _("Saved."))
    return redirect(here.address(PAGE))


@opened.with_a_file
def take_in(request: HttpRequest, reference: str, paper: UUID) -> HttpResponse:
    here = opened.a_recording(request, reference, paper, to_write=True)
    is_empty = not here.recording.points.exists()
    form = TakeIn(request.POST, request.FILES, is_empty=is_empty, are_chapters=True)
    if form.is_valid():
        try:
            recordings.replace_index(here.recording.pk, form.cleaned_data["file"], by=here.user)
        except Refusal as no:
            form.add_error("file", str(no))
        else:
            messages.success(request, _("What the file says stands here now."))
            return redirect(here.address(PAGE))
    return _page(request, here, taken_in=form)


@require_GET
def file(
    request: HttpRequest, reference: str, paper: UUID, *, are_chapters: bool = False
) -> HttpResponse:
    """With everything, as JSON in subtitles; or as chapters that any player shows."""
    here = opened.a_recording(request, reference, paper)
    write = webvtt.write_chapters if are_chapters else webvtt.write_index
    said = write(queries.chapters_of(here.recording))
    custody.record("recording.handed_out", here.recording, by=here.user)
    kind = "chapters" if are_chapters else "index"
    return opened.as_file(said, f"{reference}-{kind}.vtt")


def _page(
    request: HttpRequest,
    here: Opened,
    form: Points | None = None,
    *,
    changed: Iterable[UUID] = (),
    taken_in: TakeIn | None = None,
) -> HttpResponse:
    custody.record("recording.viewed", here.recording, by=here.user)
    points = here.recording.points.order_by("at_ms")
    part = Paginator(points, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = form or Points.showing(part.object_list)
    there = {each.uuid: each for each in points}
    theirs = {each.hex: there[each] for each in changed if each in there}
    is_open = not here.recording.transcripts.exclude(state=Stage.WRITING).exists()
    context: dict[str, Any] = here.context(request) | {
        "heading": _("Index of a recording"),
        "form": form or taken_in,
        "rows": list(shown.rows(theirs)),
        "page_of_points": part,
        "is_open": is_open,
        "has_earlier": here.recording.earlier_points.exists(),
        "may_write": is_open and policies.may_write(here.user),
        "take_in": taken_in or TakeIn(is_empty=not there, are_chapters=True),
        "points": queries.chapters_of(here.recording),
    }
    return TemplateResponse(request, "testimonies/recordings/index.html", context)
