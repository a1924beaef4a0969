"""What a signer can hold against us: what was signed, its digest, and our word that we have it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC

import rfc8785

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
    """A receipt for a signature that counts; None while it does not."""
    signature = signed.signature
    if signature.confirmed_at is None or not signed.is_counted:
        return None
    told = {
        "petition": signed.petition.slug,
        "text_digest": signed.petition.text_digest,
        "language": signature.language,
        "country": signature.country,
        "assurance": signature.assurance,
        "institutions": [target.code for target in signed.targets],
        "confirmed_at": signature.confirmed_at.astimezone(UTC).isoformat(),
    }
    word = receipts.Signed(
        reference=signature.reference,
        digest=receipts.digest_of(told),
        issued_at=signature.confirmed_at,
        kind=KIND,
    )
    return Receipt(
        told=rfc8785.dumps(told).decode(),
        digest=word.digest,
        word=word.canonical().decode(),
        signature=base64.b64encode(word.sign()).decode(),
        public_key=base64.b64encode(receipts.public_key()).decode(),
        key_id=receipts.key_id(),
    )
