"""The register of bundles as pages and as Atom, and the question whether a bundle is ours."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from petitions.bundles.register import feed, queries
from petitions.bundles.register.forms import MOST_BYTES, GivenBundle, GivenFile
from petitions.bundles.register.queries import Page
from petitions.campaigns.outward import feed as atom
from petitions.campaigns.outward.embedding import for_other_sites, language_asked
from testimonies.archive.caching import for_everybody
from testimonies.evidence import size_limit

PAGE = "petitions/bundles/check.html"


@require_safe
@for_everybody(seconds=60, kept=1)
def bundles(request: HttpRequest) -> HttpResponse:
    """Every bundle that was released, the newest first; the older ones keep their address."""
    words = {"page": asked_page(request), "is_first": "before" not in request.GET}
    return render(request, "petitions/bundles/register.html", words)


@require_safe
@for_other_sites
@conditional_page
@for_everybody(seconds=300)
def feed_of_bundles(request: HttpRequest) -> HttpResponse:
    language = language_asked(request)
    headers = {"Content-Language": language}
    return HttpResponse(feed.of(language), content_type=atom.MEDIA_TYPE, headers=headers)


@csrf_exempt  # it changes nothing, and needs no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def check_bundle(request: HttpRequest) -> HttpResponse:
    """Whether, when and to whom a bundle was released. An answer has an address that stays."""
    if request.method != "POST":
        return _answer(request)  # type: ignore[return-value]
    size_limit.take_one_in_memory(request, most=MOST_BYTES)
    form = GivenFile(request.POST, request.FILES)
    if size_limit.was_exceeded(request):
        form.add_error("file", _("This file is larger than a list of digests. Paste its digest."))
    if not form.is_valid():
        return render(request, PAGE, {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if listed := form.cleaned_data.get("listed"):
        words = {"form": GivenFile(), "is_asked": True, "compared": queries.compare(listed)}
        return render(request, PAGE, words)
    asked = urlencode({"digest": form.cleaned_data["digest"]})
    return redirect(f"{reverse('petitions:check-bundle')}?{asked}")


@for_everybody(seconds=60, kept=1)
def _answer(request: HttpRequest) -> HttpResponse:
    if "digest" not in request.GET:
        return render(request, PAGE, {"form": GivenFile()})
    form = GivenBundle(request.GET)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, PAGE, {"form": GivenFile(request.GET)}, status=status)
    digest = form.cleaned_data["digest"]
    words = {"form": GivenFile(initial={"digest": digest}), "is_asked": True, "digest": digest}
    return render(request, PAGE, words | {"found": queries.find(digest)})


def asked_page(request: HttpRequest) -> Page:
    """The page that begins after the bundle that ``?before=`` names, or the newest."""
    before = request.GET.get("before")
    try:
        found = queries.page(UUID(before) if before is not None else None)
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
