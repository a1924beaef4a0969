"""Which cases this browser may open, and the return code that it was shown.

The session says which cases. The code lies nowhere in the database: the browser keeps it in a
sealed cookie until it is closed, so that the page of a pause can show it again.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.sessions import change_key
from testimonies.intake import return_code
from testimonies.models import Case
from testimonies.privacy import vault

IN_SESSION = "cases"
PLACE = "cookie.return_code"
#: The code of the case, and the one that its holder is about to pass on.
OWN, NEW = "code", "new-code"


def remember(request: HttpRequest, case: Case) -> None:
    """From now on this browser may open the case.

    SECURITY: whoever planted a session in this browser must not read along.
    """
    change_key(request.session)
    others = [handle for handle in handles(request) if handle != case.handle]
    request.session[IN_SESSION] = [case.handle, *others]


def handles(request: HttpRequest) -> list[str]:
    """The cases of this browser, the newest first."""
    return list(request.session.get(IN_SESSION, []))


def holds(request: HttpRequest, case: Case) -> bool:
    return case.handle in handles(request)


def forget(request: HttpRequest, response: HttpResponseBase, case: Case) -> None:
    """As if this browser had never opened the case."""
    request.session[IN_SESSION] = [each for each in handles(request) if each != case.handle]
    for name in (OWN, NEW):
        response.delete_cookie(_cookie(case, name), samesite="Strict")


def show_code(
    request: HttpRequest, response: HttpResponseBase, case: Case, code: str, *, name: str = OWN
) -> None:
    """Let this browser show the code again until it is closed."""
    sealed = vault.seal(code, place=PLACE, row=case.uuid)
    response.set_cookie(
        _cookie(case, name),
        base64.urlsafe_b64encode(sealed).decode(),
        httponly=True,
        secure=request.is_secure(),
        samesite="Strict",
    )


def shown_code(request: HttpRequest, case: Case, *, name: str = OWN) -> str:
    """The code, while this browser has not been closed; otherwise empty.

    One that was replaced elsewhere opens nothing, and nobody should write it down.
    """
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(_cookie(case, name), ""))
        code = str(vault.open_sealed(sealed, place=PLACE, row=case.uuid))
    except (binascii.Error, ValueError, InvalidTag, vault.UnknownKey):
        return ""
    is_replaced = name == OWN and return_code.key(code) != bytes(case.code_key)
    return "" if is_replaced else code


def _cookie(case: Case, name: str) -> str:
    return f"{name}-{case.handle}"
