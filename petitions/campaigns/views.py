from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from petitions.campaigns import queries as campaigns
from petitions.campaigns import rules
from petitions.campaigns.queries import Campaign
from petitions.models.signature import Assurance
from testimonies.archive.caching import for_everybody

#: Two seconds until the next count, two in the process, five in caches: a new signature shows
#: within ten.
CACHED = {"seconds": 2, "stale": 3}

#: The page as it was last rendered, for as long as what it shows stays the same.
_rendered: dict[tuple[str, str], tuple[Campaign, bytes]] = {}


@require_safe
@for_everybody(**CACHED)
def petitions(request: HttpRequest) -> HttpResponse:
    found = campaigns.public()
    return render(request, "petitions/campaigns/list.html", {"petitions": found})


@require_safe
@for_everybody(**CACHED)
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    """Text, targets and counts. No query, no cookie and, while nothing changes, no rendering."""
    found = campaigns.campaign(slug)
    if found is None:
        raise Http404
    if request.META.get("QUERY_STRING"):  # the links to other languages repeat it
        return HttpResponse(_page(request, found))
    kept = _rendered.get((slug, found.language))
    if kept is None or kept[0] is not found:
        kept = _rendered[slug, found.language] = (found, _page(request, found))
    return HttpResponse(kept[1])


def _page(request: HttpRequest, found: Campaign) -> bytes:
    by_country = rules.without_small_cells(found.counts.by_country)
    others = by_country.pop(rules.OTHER, 0)
    words = {
        "petition": found,
        "counting": rules.by_note(each for each in found.targets if each.counts_by_email),
        "supporting": rules.by_note(each for each in found.targets if not each.counts_by_email),
        "by_country": by_country,
        "other_countries": others,
        "assurances": [
            (Assurance(key).label, total) for key, total in found.counts.by_assurance.items()
        ],
    }
    return render(request, "petitions/campaigns/petition.html", words).content
