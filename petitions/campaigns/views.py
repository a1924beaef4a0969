from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from petitions.campaigns import chart, rules
from petitions.campaigns import queries as campaigns
from petitions.campaigns.endorsements import queries as endorsements
from petitions.campaigns.lookup import petition_or_404
from petitions.campaigns.outward import addresses, events
from petitions.campaigns.queries import Campaign
from petitions.models.signature import Assurance
from petitions.signing.worth import Standing
from testimonies.archive.caching import for_everybody

#: Two seconds until the next count, two in our process, five in other caches: a new signature
#: shows within ten.
shown_to_everybody = for_everybody(seconds=2, stale=3, kept=1)


@require_safe
@shown_to_everybody
def petitions(request: HttpRequest) -> HttpResponse:
    found = campaigns.public()
    words = {
        "open_petitions": [each for each in found if each.is_open],
        "closed_petitions": [each for each in found if not each.is_open and not each.is_archived],
        "archived_petitions": [each for each in found if each.is_archived],
    }
    return render(request, "petitions/campaigns/list.html", words)


@require_safe
@shown_to_everybody
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    found = petition_or_404(slug)
    return render(request, "petitions/campaigns/petition.html", words_of(found))


@require_safe
@for_everybody(seconds=3600)
def canonical_text(request: HttpRequest, slug: str) -> HttpResponse:
    """The bytes whose SHA-256 is the digest; they never change."""
    found = campaigns.canonical_text(slug)
    if found is None:
        raise Http404
    name = f'attachment; filename="{slug}.json"'
    headers = {"Content-Disposition": name}
    return HttpResponse(found, content_type="application/json", headers=headers)


def words_of(found: Campaign) -> dict[str, Any]:
    """The page's words; every reader of a language gets the same."""
    by_country = rules.without_small_cells(found.counts.by_country)
    others = by_country.pop(rules.OTHER, 0)
    return {
        "petition": found,
        "events": events.on_page(found) if not found.is_preview else [],
        "supporters": endorsements.supporters(found.pk),
        "there": addresses.of(found),
        **{
            each: rules.by_note(target for target in found.targets if target.by_email == each)
            for each in Standing
        },
        "by_country": by_country,
        "other_countries": others,
        "assurances": [
            (Assurance(key).label, total) for key, total in found.counts.by_assurance.items()
        ],
        "chart": chart.draw(found.by_day) if len(found.by_day) > 1 else "",
        "texts": [_text(found, code) for code in found.languages],
        "file_name": f"{found.slug}.json",
        "site_url": settings.SITE_URL,
    }


def _text(found: Campaign, language: str) -> tuple[str, str, str]:
    """Where it is read in another language: code, the language's own name, address."""
    with translation.override(language):
        address = reverse("petitions:petition", args=[found.slug])
    return language, get_language_info(language)["name_local"], address
