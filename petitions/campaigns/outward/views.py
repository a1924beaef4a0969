"""What others show of a petition: a small page in their frame, a feed, a picture, a snippet."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import conditional_page, require_safe

from petitions.campaigns.lookup import petition_or_404
from petitions.campaigns.outward import addresses, feed, snippet
from petitions.campaigns.outward import card as cards
from petitions.campaigns.outward.embedding import for_other_sites, in_any_page, language_asked
from testimonies.archive.caching import for_everybody


@require_safe
@in_any_page
@for_everybody(seconds=30)
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    petition = petition_or_404(slug, language_asked(request))
    with override(petition.language):
        words = {"petition": petition, "site_url": settings.SITE_URL}
        response = render(request, "petitions/outward/embed.html", words)
    response["Content-Language"] = petition.language
    return response


@require_safe
@for_other_sites
@conditional_page
@for_everybody(seconds=300)
def card(_request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(cards.of(petition_or_404(slug)), content_type="image/png")


@require_safe
@for_everybody(seconds=60, kept=1)
def share(request: HttpRequest, slug: str) -> HttpResponse:
    petition = petition_or_404(slug)
    words = {
        "petition": petition,
        "snippet": snippet.of(petition),
        "there": addresses.of(petition),
    }
    return render(request, "petitions/outward/share.html", words)


@require_safe
@for_other_sites
@conditional_page
@for_everybody(seconds=300)
def feed_of_petition(request: HttpRequest, slug: str) -> HttpResponse:
    petition = petition_or_404(slug, language_asked(request))
    return _news(feed.of_petition(petition), petition.language)


@require_safe
@for_other_sites
@conditional_page
@for_everybody(seconds=300)
def feed_of_all(request: HttpRequest) -> HttpResponse:
    language = language_asked(request)
    return _news(feed.of_all(language), language)


def _news(written: str, language: str) -> HttpResponse:
    headers = {"Content-Language": language}
    return HttpResponse(written, content_type=feed.MEDIA_TYPE, headers=headers)
