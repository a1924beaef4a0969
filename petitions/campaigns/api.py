from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from petitions.campaigns import queries as campaigns
from petitions.campaigns import records
from petitions.campaigns.openapi import DOCUMENT
from testimonies.archive.caching import for_everybody


@require_safe
@for_everybody(seconds=2, stale=3)
def petition(request: HttpRequest, slug: str) -> JsonResponse:
    """The title comes in the language that the request accepts, English otherwise."""
    found = campaigns.campaign(slug)
    if found is None:
        return JsonResponse({"error": "no such petition"}, status=HTTPStatus.NOT_FOUND)
    return JsonResponse(records.for_machines(found))


@require_safe
@for_everybody(seconds=2, stale=3)
def petitions(request: HttpRequest) -> JsonResponse:
    """Every public petition, the newest first; titles as above."""
    found = [records.in_a_list(each) for each in campaigns.public()]
    return JsonResponse({"petitions": found})


@require_safe
@for_everybody(seconds=300)
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(DOCUMENT)
