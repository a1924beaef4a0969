"""Receipts: a digest of what was handed in, and our Ed25519 signature that we have it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings


@dataclass(frozen=True)
class Signed:
    """The word that we give: exactly these four things are signed, as canonical JSON."""

    reference: str
    digest: str
    issued_at: datetime
    kind: str

    def canonical(self) -> bytes:
        return rfc8785.dumps(
            {
                "reference": self.reference,
                "digest": self.digest,
                "issued_at": self.issued_at.astimezone(UTC).isoformat(timespec="seconds"),
                "kind": self.kind,
            }
        )

    def sign(self) -> bytes:
        """64 bytes, Ed25519 (RFC 8032)."""
        return _key().sign(self.canonical())

    def is_signed_by_us(self, signature: bytes) -> bool:
        try:
            _key().public_key().verify(signature, self.canonical())
        except InvalidSignature:
            return False
        return True


def digest_of(handed_in: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the canonical JSON (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(dict(handed_in))).hexdigest()


def public_key() -> bytes:
    """32 bytes: published on the page where receipts are checked."""
    return _key().public_key().public_bytes_raw()


def key_id() -> str:
    return hashlib.sha256(public_key()).hexdigest()[:16]


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.RECEIPT_KEY)
