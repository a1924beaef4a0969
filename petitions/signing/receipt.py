"""What a signer can hold against us: what was signed, its digest, and our word that we have it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import rfc8785

from petitions.signing import queries
from petitions.signing.queries import Signed
from testimonies.intake.receipts import signature as receipts

KIND = "signature"


@dataclass(frozen=True)
class Receipt:
    """`told` is canonical JSON (RFC 8785), `digest` its SHA-256 and `word` what we signed.

    `signature` (Ed25519 over `word`) and `public_key` are base64.
    """

    told: str
    digest: str
    word: str
    signature: str
    public_key: str
    key_id: str


def of(signed: Signed) -> Receipt | None:
    """A receipt for a confirmed signature; None while it waits, and once it no longer holds."""
    word = _word(signed)
    if word is None or not signed.is_confirmed:
        return None
    return Receipt(
        told=rfc8785.dumps(_told(signed)).decode(),
        digest=word.digest,
        word=word.canonical().decode(),
        signature=base64.b64encode(word.sign()).decode(),
        public_key=base64.b64encode(receipts.public_key()).decode(),
        key_id=receipts.key_id(),
    )


def find_genuine(reference: str, digest: str) -> receipts.Signed | None:
    """Our word on a signature, also on one that was withdrawn since."""
    signed = queries.of_reference(reference)
    word = _word(signed) if signed else None
    return word if word and word.digest == digest else None


def _word(signed: Signed) -> receipts.Signed | None:
    signature = signed.signature
    if signature.confirmed_at is None:
        return None
    return receipts.Signed(
        reference=signature.reference,
        digest=receipts.digest_of(_told(signed)),
        issued_at=signature.confirmed_at,
        kind=KIND,
    )


def _told(signed: Signed) -> dict[str, Any]:
    signature = signed.signature
    confirmed_at = signature.confirmed_at
    return {
        "petition": signed.petition.slug,
        "text_digest": signed.petition.text_digest,
        "language": signature.language,
        "country": signature.country,
        "assurance": signature.assurance,
        "institutions": [target.code for target in signed.targets],
        "confirmed_at": confirmed_at.astimezone(UTC).isoformat() if confirmed_at else None,
    }
