"""What was typed about a new holder and cannot be taken yet, for a few minutes and this browser.

The page is shown by its own address, so that “Back” leads to it and never asks to send it again.
SECURITY: it names somebody who knows nothing of it, so it lies sealed, and beside the session.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest

from accounts import sessions
from testimonies.intake.asking import Typed
from testimonies.models import Case
from testimonies.privacy import vault

IN_SESSION = "unfinished_heir"
PLACE = "session.heir"
SECONDS = 900


def keep(request: HttpRequest, case: Case, typed: Typed) -> None:
    forget(request, case)
    sealed = base64.b64encode(vault.seal(typed, place=PLACE, row=case.uuid)).decode()
    key = sessions.put_beside(request.session, sealed, seconds=SECONDS)
    request.session[IN_SESSION] = _keys(request) | {case.handle: key}


def typed(request: HttpRequest, case: Case) -> Typed | None:
    """None where nothing waits, or its time is over."""
    kept = sessions.beside(request.session, _keys(request).get(case.handle, ""))
    try:
        found: Typed = vault.open_sealed(base64.b64decode(kept), place=PLACE, row=case.uuid)
    except (binascii.Error, ValueError, InvalidTag, vault.UnknownKey):
        return None
    return found


def forget(request: HttpRequest, case: Case) -> None:
    keys = _keys(request)
    if key := keys.pop(case.handle, ""):
        sessions.take_away(request.session, key)
        request.session[IN_SESSION] = keys


def _keys(request: HttpRequest) -> dict[str, str]:
    return dict(request.session.get(IN_SESSION, {}))
