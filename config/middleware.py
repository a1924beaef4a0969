"""What stands around every page."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control

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


def private_by_default(get_response: Respond) -> Respond:
    """Whatever did not say that it may be cached is for one pair of eyes."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
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
