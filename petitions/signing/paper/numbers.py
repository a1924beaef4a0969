"""The number of a sheet: nothing is stored when one is printed, and a mistyped one is noticed.

Six signs are drawn by lot and four are a keyed check over them, the petition, the addressee and
the language. So the number alone tells what was printed under it, to us and to nobody else.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from uuid import UUID

from testimonies.privacy import vault
from testimonies.privacy.references import ALPHABET

DRAWN, CHECK = 6, 4
LENGTH = DRAWN + CHECK
#: What people write for the signs of Crockford's base 32 (https://www.crockford.com/base32.html).
_READ_AS = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-–.·]+")


@dataclass(frozen=True)
class Print:
    """What stands on a sheet besides its number. `addressee` as in `sheets.Addressee`."""

    petition: UUID
    addressee: str
    language: str


def new(printed: Print) -> str:
    drawn = "".join(secrets.choice(ALPHABET) for _sign in range(DRAWN))
    return drawn + _check(printed, drawn)


def belongs(number: str, printed: Print) -> bool:
    return hmac.compare_digest(number[DRAWN:], _check(printed, number[:DRAWN]))


def shown(number: str) -> str:
    """``K7Q4M-3XR2P``, as it is printed and read out."""
    half = LENGTH // 2
    return f"{number[:half]}-{number[half:]}"


def read(typed: str) -> str:
    """The ten signs of what somebody typed, or of what stands in the code; empty for others."""
    written = _SEPARATORS.sub("", typed.rpartition("#")[2]).upper().translate(_READ_AS)
    is_number = len(written) == LENGTH and set(written) <= set(ALPHABET)
    return written if is_number else ""


def _check(printed: Print, drawn: str) -> str:
    told = f"{printed.petition}|{printed.addressee}|{printed.language}|{drawn}"
    bits = int.from_bytes(vault.keyed("paper-sheet", told.encode())[:4], "big")
    return "".join(ALPHABET[bits >> (5 * place) & 31] for place in range(CHECK))
