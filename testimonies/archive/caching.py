"""Pages that are the same for everybody, and say so to the caches in front of us."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

View = Callable[..., HttpResponseBase]


def for_everybody(*, seconds: int, stale: int = 30) -> Callable[[View], View]:
    """Cacheable by anybody for `seconds`; then for `stale` more while we are asked again.

    Served for a day when we are away.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def cacheable(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if response.status_code == HTTPStatus.OK:
                patch_cache_control(
                    response,
                    public=True,
                    max_age=seconds,
                    stale_while_revalidate=stale,
                    stale_if_error=86400,
                )
            return response

        return cacheable

    return decorate
