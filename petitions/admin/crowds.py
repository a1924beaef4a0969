"""Where signatures come from, beside what is usual. Part of the desk of signatures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from petitions.models import Petition
from petitions.models.invalidation import Source
from petitions.signing.quarantine import queries, rules, traces
from petitions.signing.quarantine.queries import Crowd
from testimonies.admin.desk import ButtonDesk, staff
from testimonies.custody import log as custody


def urls(desk: ButtonDesk[Any]) -> list[URLPattern]:
    view = desk.admin_site.admin_view
    return [
        path(
            "crowds/",
            view(require_GET(partial(_all, desk))),
            name=desk.name_of("crowds"),
        ),
        path(
            "crowds/<slug:slug>/",
            view(require_GET(partial(_one, desk))),
            name=desk.name_of("crowd"),
        ),
        path(
            "crowds/<slug:slug>/look/",
            view(require_POST(partial(_look, desk))),
            name=desk.name_of("crowd-look"),
        ),
    ]


def _all(desk: ButtonDesk[Any], request: HttpRequest) -> HttpResponse:
    if not desk.has_view_permission(request):
        raise PermissionDenied
    words = {"title": _("Where signatures come from"), "waiting": queries.waiting()}
    return _page(desk, request, "crowds", words)


def _one(desk: ButtonDesk[Any], request: HttpRequest, slug: str) -> HttpResponse:
    petition = _petition(desk, request, slug)
    return _crowd(desk, request, petition, queries.trending(petition))


def _look(desk: ButtonDesk[Any], request: HttpRequest, slug: str) -> HttpResponse:
    """The same page with one address or network in clear. Each look is recorded."""
    petition = _petition(desk, request, slug)
    source, key = request.POST.get("source", ""), _key(request.POST.get("key", ""))
    if source not in {Source.ADDRESS, Source.NETWORK} or not key:
        return redirect(f"admin:{desk.name_of('crowd')}", slug)
    found = queries.newest_from(petition, Source(source), key)
    address = (found.trace or {}).get("address", "") if found else ""
    custody.record(
        "petition.source_read",
        petition,
        by=staff(request),
        source=source,
        code=rules.code_of(key),
    )
    name = traces.network_of(address) if source == Source.NETWORK else address
    named = [_named(each, key, name or _("forgotten")) for each in queries.trending(petition)]
    return _crowd(desk, request, petition, named)


def _crowd(
    desk: ButtonDesk[Any], request: HttpRequest, petition: Petition, crowds: list[Crowd]
) -> HttpResponse:
    words = {"title": petition.words().title, "petition": petition, "crowds": crowds}
    return _page(desk, request, "crowd", words)


def _named(crowd: Crowd, key: bytes, name: str) -> Crowd:
    sources = [
        (source, [replace(each, name=name) if each.key == key else each for each in trends])
        for source, trends in crowd.sources
    ]
    return replace(crowd, sources=sources)


def _page(
    desk: ButtonDesk[Any], request: HttpRequest, name: str, words: dict[str, Any]
) -> HttpResponse:
    context = admin.site.each_context(request) | {"opts": desk.opts} | words
    return TemplateResponse(request, f"petitions/admin/{name}.html", context)


def _petition(desk: ButtonDesk[Any], request: HttpRequest, slug: str) -> Petition:
    if not desk.has_view_permission(request):
        raise PermissionDenied
    return get_object_or_404(Petition.objects.public(), slug=slug)


def _key(digits: str) -> bytes | None:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return None
