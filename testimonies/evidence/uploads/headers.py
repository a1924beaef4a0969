"""What a request of the tus protocol says, version 1.0.0 (https://tus.io/protocols/resumable-upload)."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination"
ALGORITHMS = ("sha256", "sha1")
CONTENT_TYPE = "application/offset+octet-stream"
MOST_WORDS = 2000


class Wrong(Exception):
    """A header that says nothing we could follow."""


def number(said: str | None) -> int | None:
    """Bytes. None when nothing is said."""
    if said is None:
        return None
    if not re.fullmatch(r"[0-9]{1,15}", said, re.ASCII):
        raise Wrong("number")
    return int(said)


def metadata(said: str) -> Mapping[str, str]:
    """``Upload-Metadata``: ``key base64,key base64``. Bytes that are no UTF-8 are left out."""
    if len(said) > MOST_WORDS:
        raise Wrong("metadata")
    told = {}
    for pair in filter(None, (each.strip() for each in said.split(","))):
        key, _space, value = pair.partition(" ")
        told[key] = _plain(value).decode("utf-8", "ignore").replace("\x00", "")
    return told


def checksum(said: str | None) -> tuple[str, bytes] | None:
    """``Upload-Checksum``: algorithm and digest."""
    if said is None:
        return None
    algorithm, _space, value = said.partition(" ")
    if algorithm not in ALGORITHMS or not value:
        raise Wrong("checksum")
    return algorithm, _plain(value)


def _plain(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Wrong("base64") from error
