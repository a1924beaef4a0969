"""Pages that are the same for everybody, and say so to the caches in front of us."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

View = Callable[..., HttpResponseBase]


def for_everybody(*, seconds: int, stale: int = 30, kept: float = 0) -> Callable[[View], View]:
    """Cacheable by anybody for `seconds`; then for `stale` more while we are asked again.

    Served for a day when we are away. With `kept`, our own process keeps the answer for so many
    seconds and gives it to everybody, see `config.middleware`.
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
                vars(response)["kept"] = kept
            return response

        return cacheable

    return decorate
