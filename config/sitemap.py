"""What search engines are asked to look at: the public pages, each in every language."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from petitions.campaigns import queries as campaigns
from testimonies.archive import queries as archive
from testimonies.archive.caching import for_everybody
from testimonies.history import queries as history

#: Six languages, each with six alternates: far below what a sitemap may hold.
PAGE = 1000
PUBLIC = (
    "home", "help", "privacy", "accessibility", "verify", "petitions:petitions",
    "petitions:bundles", "petitions:check-bundle",
    "testimonies:archive", "testimonies:archive-operations", "testimonies:testimony-start",
    "testimonies:claim-start",
)  # fmt: skip
OF_PETITION = ("petitions:petition", "petitions:sign", "petitions:organisations")
Place = tuple[str, list[str]]
Languages = list[tuple[str, str]]


@require_safe
@for_everybody(seconds=3600)
def index(request: HttpRequest) -> HttpResponse:
    parts = ceil(archive.on_show().count() / PAGE)
    places = [
        reverse("sitemap-of-pages"),
        *(reverse("sitemap-of-testimonies", args=[number + 1]) for number in range(parts)),
    ]
    words = {"maps": [f"{settings.SITE_URL}{place}" for place in places]}
    return render(request, "sitemap_index.xml", words, content_type="application/xml")


@require_safe
@for_everybody(seconds=3600)
def pages(request: HttpRequest) -> HttpResponse:
    places: list[Place] = [(name, []) for name in PUBLIC]
    for petition in campaigns.public():
        places += [(name, [petition.slug]) for name in OF_PETITION if _is_there(name, petition)]
    for operation in history.operations_with_facts():
        places.append(("testimonies:archive-operation", [operation.slug]))
    return _map(request, places)


@require_safe
@for_everybody(seconds=300)
def testimonies(request: HttpRequest, page: int) -> HttpResponse:
    references = archive.on_show().order_by("pk").values_list("reference", flat=True)
    try:
        shown = Paginator(references, PAGE).page(page)
    except EmptyPage as nothing:
        raise Http404 from nothing
    return _map(request, (("testimonies:archive-testimony", [each]) for each in shown))


def _is_there(name: str, petition: campaigns.Campaign) -> bool:
    return petition.is_open or name != "petitions:sign"


def _map(request: HttpRequest, places: Iterable[Place]) -> HttpResponse:
    words = {"pages": [_in_every_language(*place) for place in places]}
    return render(request, "sitemap.xml", words, content_type="application/xml")


def _in_every_language(name: str, parts: list[str]) -> Languages:
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append((language, f"{settings.SITE_URL}{reverse(name, args=parts)}"))
    return found
