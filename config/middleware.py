"""What stands around every page."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from time import monotonic
from typing import TypeGuard

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render

log = logging.getLogger(__name__)
Respond = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "interest-cohort")
)


class database_outage:  # noqa: N801  (reads as a name in MIDDLEWARE)
    """A plain page with 503 while PostgreSQL is away, and a hint when to come back."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self.process_exception(request, error) or HttpResponse(status=500)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        log.error("the database is away: %s", type(error).__name__)
        response = render(None, "503.html", status=503)
        response["Retry-After"] = "30"
        return response


@dataclass(frozen=True)
class Kept:
    until: float
    content: bytes
    headers: dict[str, str]


#: Answers for a crowd, by scheme, host and path.
KEPT: dict[tuple[bool, str, str], Kept] = {}
MOST_KEPT = 1000


def kept_for_a_moment(get_response: Respond) -> Respond:
    """A page that everybody asks for is made about once a second, and not once a visitor.

    Only for answers that a view marked so (`for_everybody(kept=…)`) and that nothing around it
    made personal. A query string may change what a page says, so it is answered anew.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or request.META.get("QUERY_STRING"):
            return get_response(request)
        key = (request.is_secure(), request.META.get("HTTP_HOST", ""), request.path)
        kept = KEPT.get(key)
        if kept is not None and monotonic() < kept.until:
            return HttpResponse(kept.content, headers=kept.headers)
        response = get_response(request)
        if _is_for_a_crowd(response):
            _keep(key, response)
        return response

    return middleware


def _is_for_a_crowd(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    return (
        isinstance(response, HttpResponse)
        and vars(response).get("kept", 0) > 0
        and response.status_code == HTTPStatus.OK
        and "public" in response.get("Cache-Control", "")
        and not response.cookies
        and not response.has_header("Vary")
    )


def _keep(key: tuple[bool, str, str], response: HttpResponse) -> None:
    if len(KEPT) >= MOST_KEPT:
        KEPT.clear()
    until = monotonic() + vars(response)["kept"]
    KEPT[key] = Kept(until, response.content, dict(response.headers))


def no_null_in_addresses(get_response: Respond) -> Respond:
    """PostgreSQL keeps no NUL, so an address with one leads nowhere, at the desks too."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return middleware


def only_by_a_button(get_response: Respond) -> Respond:
    """Whoever follows the address of a button, as after a refusal, is led back to its page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_empty = isinstance(response, HttpResponseNotAllowed) and not response.content
        if not is_empty or request.method != "GET" or not request.accepts("text/html"):
            return response
        above = request.path.rstrip("/").rpartition("/")[0]
        page = render(None, "405.html", {"above": f"{above}/"}, status=response.status_code)
        page["Allow"] = response["Allow"]
        return page

    return middleware


def private_by_default(get_response: Respond) -> Respond:
    """Whatever did not say that it may be cached is for one pair of eyes."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        elif "public" in response["Cache-Control"]:
            _same_for_everybody(response)
        return response

    return middleware


def _same_for_everybody(response: HttpResponseBase) -> None:
    """SECURITY: what sets a cookie is for one person, whatever the page said.

    Otherwise the cookie does not matter: only the search for a CSRF token has looked at it.
    """
    if response.cookies:
        response["Cache-Control"] = "no-store, private"
        return
    names = [name.strip() for name in response.get("Vary", "").split(",")]
    kept = [name for name in names if name and name.casefold() != "cookie"]
    if kept:
        response["Vary"] = ", ".join(kept)
    elif response.has_header("Vary"):
        del response["Vary"]


class one_security_policy(CSPMiddleware):  # noqa: N801
    """The library's, which would put the same header together anew for every answer.

    Views that ask for another policy by the library's decorators get it from the library.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if any(name.startswith("_csp") for name in vars(response)):
            other: HttpResponseBase = super().process_response(request, response)
            return other
        response.headers.setdefault(HEADER, _policy())
        return response


@cache
def _policy() -> str:
    return str(build_policy())
