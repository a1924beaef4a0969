"""An envelope address of its own for every letter (VERP), by which it is known when it comes back.

SECURITY: a keyed hash is in it, so that nobody makes up a report about somebody's letter.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from uuid import UUID

from django.conf import settings

from testimonies.privacy import vault

MAC = 10
#: Of 64 signs before the @ (RFC 5321) the plus and the token take 43.
LONGEST_NAME = 21
_ADDRESS = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST_NAME}}}@[A-Za-z0-9.-]+")
_TOKEN = re.compile(r"\+([a-z2-7]{42})@")


def is_usable(address: str) -> bool:
    return bool(_ADDRESS.fullmatch(address))


def envelope_sender(letter: UUID) -> str:
    """To where a report about this letter goes; empty without `BOUNCE_ADDRESS`."""
    name, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{name}+{_token(letter)}@{domain}" if domain else ""


def letter_behind(addresses: str) -> UUID | None:
    """The first letter of ours that is named by an address in this text."""
    found = _TOKEN.search(addresses.lower())
    if found is None:
        return None
    try:
        raw = base64.b32decode(found[1].upper() + "=" * (-len(found[1]) % 8))
    except binascii.Error:
        return None
    letter = UUID(bytes=raw[:16])
    return letter if hmac.compare_digest(raw[16:], _mac(letter)) else None


def _token(letter: UUID) -> str:
    """Small letters and digits: some mail servers write addresses small."""
    return base64.b32encode(letter.bytes + _mac(letter)).decode().rstrip("=").lower()


def _mac(letter: UUID) -> bytes:
    return vault.keyed("letter-bounce", letter.bytes)[:MAC]
