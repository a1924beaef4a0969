"""Signing and confirming pass by everything that looks for an account, a session or a message.

Whoever does so brings no cookie, so all of it would find nothing, at a tenth of what the whole act
costs. With a cookie everything is asked, as on every other page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Respond = Callable[[HttpRequest], HttpResponseBase]

_LANGUAGES = "|".join(code for code, _name in settings.LANGUAGES)
#: SECURITY: only addresses whose views ask for no CSRF token, no account and no session, whether
#: they succeed or fail. What stands before `begins` in the settings is asked for them too.
ACTS = re.compile(rf"/(?:{_LANGUAGES})/(?:petitions/[-\w]+/sign|signatures/confirm/[-\w]+)/")

_end: ContextVar[Respond] = ContextVar("end of the short way")


def ends(get_response: Respond) -> Respond:
    """The last of all, which Django makes first: the short way leads to it."""
    _end.set(get_response)
    return get_response


def begins(get_response: Respond) -> Respond:
    shortly = _end.get()

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return shortly(request) if is_for(request) else get_response(request)

    return middleware


def is_for(request: HttpRequest) -> bool:
    return (
        request.method == "POST"
        and not request.META.get("HTTP_COOKIE")
        and ACTS.fullmatch(request.path_info) is not None
    )
