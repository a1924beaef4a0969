from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from petitions.bundles.register import records
from petitions.bundles.register.views import asked_page
from testimonies.archive.caching import for_everybody


@require_safe
@for_everybody(seconds=60)
def bundles(request: HttpRequest) -> JsonResponse:
    """The newest first; `next` is the address of the older ones, null at the end."""
    try:
        page = asked_page(request)
    except Http404:
        error = {"error": "no bundle of that name was released"}
        return JsonResponse(error, status=HTTPStatus.NOT_FOUND)
    older = f"{reverse('api-bundles')}?{urlencode({'before': page.older})}"
    return JsonResponse(
        {
            "bundles": [records.for_machines(each) for each in page.entries],
            "next": f"{settings.SITE_URL}{older}" if page.older else None,
        }
    )
