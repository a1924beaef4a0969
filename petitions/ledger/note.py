"""Checkpoints: the size and root of a tree, signed so that we cannot show two people two trees.

Formats: c2sp.org/signed-note with Ed25519, c2sp.org/tlog-checkpoint. The name of the key is the
origin: the ledger's address without its scheme.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from petitions.ledger import keys
from petitions.ledger.merkle import HASH

ED25519 = b"\x01"
KEY_ID = 4
LONGEST_SIZE = 19  # digits; as of an index in a proof
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
    """The newest of those that sign; 32 bytes."""
    return keys.public()[0]


def verifier_key(name: str, public: bytes) -> str:
    """The line by which other programs know our key: ``name+id+key``."""
    key = base64.b64encode(ED25519 + public).decode()
    return f"{name}+{_key_id(name, public).hex()}+{key}"


def sign(head: Head) -> str:
    """The signed note, a line for each key; the same each time, Ed25519 takes no chances."""
    text = head.text()
    lines = []
    for key in keys.signing():
        own = _key_id(head.origin, key.public_key().public_bytes_raw())
        signature = base64.b64encode(own + key.sign(text.encode())).decode()
        lines.append(f"{SIGNED_BY}{head.origin} {signature}\n")
    return f"{text}\n{''.join(lines)}"


def opened(note: str, public: bytes) -> Head:
    """What a checkpoint says, once its signature by this key holds. Raises `NotSigned`.

    Lines of other signers, such as witnesses, are passed over.
    """
    return opened_by(note, [public])[0]


def opened_by(note: str, publics: Sequence[bytes]) -> tuple[Head, list[bytes]]:
    """The same, and which of these keys signed it: at least one. A wrong signature spoils all."""
    text, gap, signatures = note.rpartition("\n\n")
    if not gap:
        raise NotSigned("without a signature")
    head = _head(f"{text}\n")
    own = {_key_id(head.origin, public): public for public in publics}
    signers = []
    for name, signature in _signatures(signatures):
        if name == head.origin and (public := own.get(signature[:KEY_ID])):
            _verify(public, signature[KEY_ID:], f"{text}\n")
            signers.append(public)
    if not signers:
        raise NotSigned("not signed with this key")
    return head, [public for public in publics if public in signers]


def read_verifier_key(line: str) -> tuple[str, bytes]:
    """The name and the 32 bytes of the key. Raises `NotSigned` for what is no such line."""
    name, _plus, rest = line.partition("+")
    key_id, _plus, encoded = rest.partition("+")
    key = unbase64(encoded)
    if key[:1] != ED25519 or len(key) != 1 + keys.KEY or _key_id(name, key[1:]).hex() != key_id:
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
    is_number = size.isascii() and size.isdecimal() and len(size) <= LONGEST_SIZE
    if not is_number or str(int(size)) != size or len(root) != HASH:
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
