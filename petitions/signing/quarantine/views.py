"""The sum that browsers are asked to do. Only there while the setting asks for it."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from petitions.signing.quarantine import proof
from testimonies import limits


@require_safe
def challenge(request: HttpRequest) -> HttpResponse:
    if not settings.ALTCHA:
        raise Http404
    if limits.exceeds(limits.CHALLENGES, request):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    return JsonResponse(proof.challenge())
