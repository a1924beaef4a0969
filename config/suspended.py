"""A form that waits for a second login lies sealed in the session, and not for long.

The library keeps the whole request there: what somebody typed, names and reasons among it, and
the cookie with which whoever has the table of sessions would come in.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from time import time
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from cryptography.exceptions import InvalidTag
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from testimonies.privacy import vault

Respond = Callable[[HttpRequest], HttpResponseBase]

#: Where somebody is asked for a second login, and where they log in.
DOORS = ("/admin/", "/accounts/")
SEALED, PLACE = "suspended", "session.suspended"
#: The library names no row, so it is bound to its use.
EVERY_ROW = UUID(int=0)
#: Longer than anybody looks for a telephone. What came later would be an act of long ago.
SECONDS = 900


def kept_sealed(get_response: Respond) -> Respond:
    """SECURITY: a stolen table of sessions opens nobody's browser, and names nobody."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(DOORS):
            return get_response(request)
        sealed, state = _open(request.session)
        response = get_response(request)
        _seal(request.session, sealed, state)
        return response

    return middleware


def _open(session: SessionBase) -> tuple[str | None, Any]:
    """As it lay there, and what it says. To look at it changes nothing: a page that took longer
    would write the session back as it was before the second login.
    """
    sealed = session.get(SEALED)
    if sealed is None or (state := _opened(sealed)) is None:
        session.pop(SEALED, None)
        return None, None
    was_modified = session.modified
    del session[SEALED]
    session[STATE_SESSION_KEY] = state
    session.modified = was_modified
    return sealed, state


def _seal(session: SessionBase, sealed: str | None, opened: Any) -> None:
    was_modified = session.modified
    state = session.pop(STATE_SESSION_KEY, None)
    if state is None:
        return
    if state == opened:
        session[SEALED] = sealed
        session.modified = was_modified
        return
    told = {"at": time(), **state}  # it is as old as it was, whoever looks meanwhile
    session[SEALED] = base64.b64encode(vault.seal(told, place=PLACE, row=EVERY_ROW)).decode()


def _opened(sealed: str) -> Any:
    """None where its time is over, or its key is gone."""
    try:
        told = vault.open_sealed(base64.b64decode(sealed), place=PLACE, row=EVERY_ROW)
    except (InvalidTag, ValueError, vault.UnknownKey):
        return None
    return told if time() - told["at"] < SECONDS else None
