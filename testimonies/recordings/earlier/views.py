"""The pages that show how lines and index points stood before somebody changed them."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from testimonies.custody import log as custody
from testimonies.recordings import opened
from testimonies.recordings.earlier import queries
from testimonies.recordings.rules import read_key

ON_A_PAGE = 20


@require_GET
def page(request: HttpRequest, reference: str, paper: UUID, transcript: UUID) -> HttpResponse:
    """Of one line, where the address names it; of all that were changed otherwise."""
    here = opened.a_transcript(request, reference, paper, transcript)
    custody.record("recording.viewed", here.recording, by=here.user)
    asked = read_key(request.GET.get("line", ""))
    lines = [asked] if asked else queries.changed_lines(here.transcript)
    part = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("page"))
    context = here.context(request) | {
        "heading": _("Earlier wordings"),
        "spoken": here.transcript.language,
        "transcript": here.transcript,
        "language": here.language_of(here.transcript),
        "is_one": asked is not None,
        "changed": queries.of_lines(here.transcript, list(part.object_list)),
        "page_of_changed": part,
    }
    return TemplateResponse(request, "testimonies/recordings/earlier.html", context)


@require_GET
def page_of_index(request: HttpRequest, reference: str, paper: UUID) -> HttpResponse:
    here = opened.a_recording(request, reference, paper)
    custody.record("recording.viewed", here.recording, by=here.user)
    points = queries.changed_points(here.recording)
    part = Paginator(points, ON_A_PAGE).get_page(request.GET.get("page"))
    context = here.context(request) | {
        "heading": _("Earlier wordings"),
        "spoken": here.recording.language,
        "changed": queries.of_points(here.recording, list(part.object_list)),
        "page_of_changed": part,
    }
    return TemplateResponse(request, "testimonies/recordings/earlier.html", context)
