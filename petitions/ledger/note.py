"""Checkpoints: the size and root of a tree, signed so that we cannot show two people two trees.

Formats: c2sp.org/signed-note with Ed25519, c2sp.org/tlog-checkpoint. The name of the key is the
origin: the ledger's address without its scheme.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.conf import settings

from petitions.ledger.merkle import HASH

ED25519 = b"\x01"
KEY = 32
KEY_ID = 4
SIGNED_BY = "\N{EM DASH} "


class NotSigned(Exception):
    """This is no checkpoint, or not one signed with this key."""


@dataclass(frozen=True)
class Head:
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def origin(slug: str) -> str:
    return f"{settings.SITE_URL.partition('://')[2]}/ledger/{slug}"


def public_key() -> bytes:
    """32 bytes."""
    return _key().public_key().public_bytes_raw()


def verifier_key(name: str, public: bytes) -> str:
    """The line by which other programs know our key: ``name+id+key``."""
    key = base64.b64encode(ED25519 + public).decode()
    return f"{name}+{_key_id(name, public).hex()}+{key}"


def sign(head: Head) -> str:
    """The signed note; the same each time, since Ed25519 takes no chances."""
    text = head.text()
    signature = _key_id(head.origin, public_key()) + _key().sign(text.encode())
    return f"{text}\n{SIGNED_BY}{head.origin} {base64.b64encode(signature).decode()}\n"


def opened(note: str, public: bytes) -> Head:
    """What a checkpoint says, once its signature by this key holds. Raises `NotSigned`.

    Lines of other signers, such as witnesses, are passed over.
    """
    text, gap, signatures = note.rpartition("\n\n")
    if not gap:
        raise NotSigned("without a signature")
    head = _head(f"{text}\n")
    own = _key_id(head.origin, public)
    for name, signature in _signatures(signatures):
        if name == head.origin and signature[:KEY_ID] == own:
            _verify(public, signature[KEY_ID:], f"{text}\n")
            return head
    raise NotSigned("not signed with this key")


def read_verifier_key(line: str) -> tuple[str, bytes]:
    """The name and the 32 bytes of the key. Raises `NotSigned` for what is no such line."""
    name, _plus, rest = line.partition("+")
    key_id, _plus, encoded = rest.partition("+")
    key = unbase64(encoded)
    if key[:1] != ED25519 or len(key) != 1 + KEY or _key_id(name, key[1:]).hex() != key_id:
        raise NotSigned("no such key")
    return name, key[1:]


def unbase64(text: str) -> bytes:
    """Each text in one way only, so that a proof cannot be changed without being spoilt."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotSigned("not base64") from error
    if base64.b64encode(found).decode() != text:
        raise NotSigned("not base64")
    return found


def _head(text: str) -> Head:
    lines = text.split("\n")
    if len(lines) < 4 or not all(lines[:-1]) or lines[-1]:  # noqa: PLR2004
        raise NotSigned("no checkpoint")
    name, size, root = lines[0], lines[1], unbase64(lines[2])
    if not (size.isascii() and size.isdecimal()) or str(int(size)) != size or len(root) != HASH:
        raise NotSigned("no checkpoint")
    return Head(name, int(size), root)


def _signatures(block: str) -> list[tuple[str, bytes]]:
    found = []
    for line in block.splitlines():
        name, _gap, signature = line.removeprefix(SIGNED_BY).partition(" ")
        if not line.startswith(SIGNED_BY) or not name:
            raise NotSigned("no signature")
        found.append((name, unbase64(signature)))
    return found


def _verify(public: bytes, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except InvalidSignature as error:
        raise NotSigned("a wrong signature") from error


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:KEY_ID]


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.CHECKPOINT_KEY)
