"""ALTCHA, a sum that a browser does before it sends the form. Never needed to sign.

A challenge says by itself what it is and is signed by us, so that nothing is stored for it; what
was solved is remembered until it expires, so that one solution is good for one form. Without a
script, or without Redis, everything works: a missing solution is a reason to look, no more.
"""

from __future__ import annotations

from secrets import randbelow
from time import time
from typing import Any

import altcha
from django.conf import settings
from django.http import HttpRequest

from testimonies import limits
from testimonies.privacy import vault

#: A few hundred tries of a millisecond each: about a second on an old telephone, and as much for
#: whoever sends forms by program, since nothing does this sum much faster than a browser does.
ALGORITHM, COST = "PBKDF2/SHA-256", 2_000
FEWEST, MOST = 100, 500
#: The form asks for it when somebody begins to fill it in.
GOOD_FOR = 3_600
#: A solved challenge is some 700 signs long.
LONGEST = 2_000
FIELD = "altcha"


def challenge() -> dict[str, Any]:
    """What `static/js/proof.js` solves: parameters and our signature, as ALTCHA v2 writes them."""
    counter = FEWEST + randbelow(MOST - FEWEST)
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=counter,
        expires_at=int(time()) + GOOD_FOR,
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    return made.to_dict()


def is_missing(request: HttpRequest) -> bool:
    """Whether the setting asks for a solution and this form has none, or a used one."""
    return settings.ALTCHA and not is_solved(str(request.POST.get(FIELD, "")))


def is_solved(payload: str) -> bool:
    """True once for each challenge of ours that was solved in time."""
    if not payload or len(payload) > LONGEST:
        return False
    found = altcha.verify_solution(  # one hash, not the sum again
        payload, _secret("challenge"), hmac_key_secret=_secret("key")
    )
    if not found.verified:
        return False
    nonce = altcha.Payload.from_base64(payload).challenge.parameters.nonce
    return limits.first_time("altcha", str(nonce).encode(), seconds=GOOD_FOR)


def _secret(of: str) -> bytes:
    return vault.keyed("altcha", of.encode())
