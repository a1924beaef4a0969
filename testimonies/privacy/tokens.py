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
    raw = _raw(token)
    row = _row(raw)
    return row if row and hmac.compare_digest(raw[16:], _mac(purpose, row)) else None


def claimed(token: str) -> UUID | None:
    """The row that a token speaks of, where the purpose is known to that row alone.

    SECURITY: anybody can write such a token. It proves nothing until `read` has read it.
    """
    return _row(_raw(token))


def _row(raw: bytes) -> UUID | None:
    return UUID(bytes=raw[:16]) if len(raw) == 16 + MAC else None


def _raw(token: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return b""


def _mac(purpose: str, row: UUID) -> bytes:
    return vault.keyed(f"token:{purpose}", row.bytes)[:MAC]
