"""The few answers of ours that other sites may use, and what they say to browsers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt

View = Callable[..., HttpResponseBase]
SHEET_ONLY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}


def in_any_page(view: View) -> View:
    """SECURITY: the one page that others may frame. It runs nothing, and nothing on it acts."""
    framed: View = csp(SHEET_ONLY)(xframe_options_exempt(view))

    @wraps(view)
    def embedded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = for_other_sites(framed)(request, *args, **kwargs)
        response["Cross-Origin-Embedder-Policy"] = "require-corp"  # for pages that ask it of all
        return response

    return embedded


def for_other_sites(view: View) -> View:
    @wraps(view)
    def shared(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return shared


def language_asked(request: HttpRequest) -> str:
    """``?lang=lt``, or what the browser speaks."""
    asked = request.GET.get("lang", "")
    known = dict(settings.LANGUAGES)
    return asked if asked in known else get_language() or settings.LANGUAGE_CODE
