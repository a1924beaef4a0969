from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from petitions.campaigns import queries as campaigns
from petitions.campaigns import rules
from petitions.campaigns.endorsements import queries as endorsements
from petitions.campaigns.outward import addresses
from petitions.campaigns.queries import Campaign
from petitions.models.signature import Assurance
from testimonies.archive.caching import for_everybody

#: Two seconds until the next count, two in our process, five in other caches: a new signature
#: shows within ten.
shown_to_everybody = for_everybody(seconds=2, stale=3, kept=1)


@require_safe
@shown_to_everybody
def petitions(request: HttpRequest) -> HttpResponse:
    found = campaigns.public()
    return render(request, "petitions/campaigns/list.html", {"petitions": found})


@require_safe
@shown_to_everybody
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    found = campaigns.campaign(slug)
    if found is None:
        raise Http404
    return render(request, "petitions/campaigns/petition.html", _words(found))


def _words(found: Campaign) -> dict[str, Any]:
    """The page's words; every reader of a language gets the same."""
    by_country = rules.without_small_cells(found.counts.by_country)
    others = by_country.pop(rules.OTHER, 0)
    return {
        "petition": found,
        "supporters": endorsements.supporters(found.pk),
        "there": addresses.of(found),
        "counting": rules.by_note(each for each in found.targets if each.counts_by_email),
        "supporting": rules.by_note(each for each in found.targets if not each.counts_by_email),
        "by_country": by_country,
        "other_countries": others,
        "assurances": [
            (Assurance(key).label, total) for key, total in found.counts.by_assurance.items()
        ],
    }
