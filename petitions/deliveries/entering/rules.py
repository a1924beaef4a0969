"""Passcodes of desks: how they look, how long and how often they are good for anything."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from testimonies.privacy import vault

DIGITS = 8
#: Long enough for a letter that is late and a colleague who fetches it.
GOOD_FOR = timedelta(minutes=20)
#: Five tries with each of thirty passcodes a day: two in a million find one by guessing.
MOST_TRIES = 5
MOST_IN_AN_HOUR = 5
MOST_IN_A_DAY = 20
#: Those by mail do not use up these: who calls is often somebody whose mails do not arrive.
MOST_TOLD_IN_A_DAY = 10
#: A working day; afterwards another passcode.
OPEN_FOR = timedelta(hours=8)


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def spaced(code: str) -> str:
    """As people read it aloud: 1234 5678."""
    return f"{code[:4]} {code[4:]}"


def key_of(delivery: UUID, code: str) -> bytes:
    """What we keep of a passcode; the same digits for another delivery are another key."""
    return vault.keyed("desk-passcode", delivery.bytes + code.encode())
