"""Encryption of what names a person, and keyed hashes to find it again.

AES-256-GCM; the associated data binds a blob to its model, row and field, so that a blob
moved to another row does not open. Keys come from the settings, never from the database.
"""

from __future__ import annotations

import hmac
import json
import os
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class UnknownKey(Exception):
    """A blob was encrypted with a key that this process does not have."""


def seal(value: Any, *, place: str, row: UUID) -> bytes:
    """Encrypt a JSON value.

    `place` is ``app.model.field`` in lower case, `row` the row's uuid. Returns
    key id, ``:``, nonce (12 bytes), ciphertext and tag.
    """
    return seal_bytes(plain(value).encode(), place=place, row=row)


def plain(value: Any) -> str:
    """A JSON value as it is encrypted."""
    return _to_json(value)


def current() -> bytes:
    """How everything begins that is encrypted today: the name of the first key."""
    return f"{next(iter(settings.DATA_KEYS))}:".encode()


def seal_bytes(content: bytes, *, place: str, row: UUID) -> bytes:
    """The same for what is not JSON, such as a picture."""
    key_id = next(iter(settings.DATA_KEYS))
    nonce = os.urandom(NONCE)
    sealed = _cipher(settings.DATA_KEYS[key_id]).encrypt(nonce, content, _bound(place, row))
    return key_id.encode() + b":" + nonce + sealed


def open_sealed(blob: bytes, *, place: str, row: UUID) -> Any:
    """Decrypt what `seal` made. Raises `UnknownKey`, or `InvalidTag` for a blob of another row."""
    return json.loads(open_bytes(blob, place=place, row=row))


def open_bytes(blob: bytes, *, place: str, row: UUID) -> bytes:
    """Decrypt what `seal_bytes` made."""
    key_id, _sep, rest = blob.partition(b":")
    key = settings.DATA_KEYS.get(key_id.decode("ascii", "replace"))
    if key is None:
        raise UnknownKey(key_id.decode("ascii", "replace"))
    return _cipher(key).decrypt(rest[:NONCE], rest[NONCE:], _bound(place, row))


def opener(place: str) -> Callable[[bytes, str], Any]:
    """What decrypts many rows of one place: `open_sealed`, with each key set up once.

    The row's uuid is given as text, the way ``str`` writes it.
    """
    keys = {key_id.encode(): AESGCM(key) for key_id, key in settings.DATA_KEYS.items()}
    scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]

    def opened(blob: bytes, row: str) -> Any:
        key_id, _sep, rest = blob.partition(b":")
        key = keys.get(key_id)
        if key is None:
            raise UnknownKey(key_id.decode("ascii", "replace"))
        plain = key.decrypt(rest[:NONCE], rest[NONCE:], f"{place}|{row}".encode())
        return scan(plain.decode(), 0)[0]

    return opened


def fingerprint(purpose: str, *parts: str) -> bytes:
    """A keyed hash (HMAC-SHA-256, 32 bytes) by which a row is found without saying whose it is."""
    folded = "\x1f".join(fold(part) for part in parts)
    return keyed(purpose, folded.encode())


def keyed(purpose: str, message: bytes) -> bytes:
    """HMAC-SHA-256 under a key of its own for each purpose."""
    started = _keyed_for(purpose, settings.INDEX_KEY).copy()
    started.update(message)
    return started.digest()


@cache
def _keyed_for(purpose: str, index_key: bytes) -> hmac.HMAC:
    """A hash that knows its key. There are a few dozen purposes; a form that is sent has seven."""
    return hmac.new(hmac.digest(index_key, purpose.encode(), "sha256"), digestmod="sha256")


@cache
def _cipher(key: bytes) -> AESGCM:
    """Made once for each key, since making it costs more than sealing a row does."""
    return AESGCM(key)


def fold(text: str) -> str:
    """One spelling for what people type in several: case, width and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _bound(place: str, row: UUID) -> bytes:
    return f"{place}|{row}".encode()
