"""The public record. After a testimony is taken down, no cache shows it for more than seconds."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from testimonies.archive import queries as archive
from testimonies.archive.caching import for_everybody
from testimonies.history import queries as history

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
