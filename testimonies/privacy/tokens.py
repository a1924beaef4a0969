"""Links that only the holder of a mail has: the row's uuid and a keyed hash, nothing stored."""

from __future__ import annotations

import base64
import binascii
import hmac
from uuid import UUID

from testimonies.privacy import vault

MAC = 16


def make(purpose: str, row: UUID) -> str:
    """A URL-safe token of 43 characters for one row and one purpose."""
    return base64.urlsafe_b64encode(row.bytes + _mac(purpose, row)).decode().rstrip("=")


def read(purpose: str, token: str) -> UUID | None:
    """The row's uuid, or None for anything we did not make. Tells nothing about the row."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 16 + MAC:
        return None
    row = UUID(bytes=raw[:16])
    return row if hmac.compare_digest(raw[16:], _mac(purpose, row)) else None


def _mac(purpose: str, row: UUID) -> bytes:
    return vault.keyed(f"token:{purpose}", row.bytes)[:MAC]
