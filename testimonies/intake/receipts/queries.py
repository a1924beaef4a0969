"""Whether a receipt is ours. Nothing else about a submission is told."""

from __future__ import annotations

from collections.abc import Callable

from testimonies.intake.receipts.signature import Signed
from testimonies.models import Receipt

#: Who else gives receipts, asked by reference and digest. `config.urls` tells.
elsewhere: list[Callable[[str, str], Signed | None]] = []


def word_of(receipt: Receipt) -> Signed:
    """What stands under our signature."""
    submission = receipt.submission
    return Signed(submission.reference, receipt.digest, receipt.issued_at, submission.kind)


def find_genuine(reference: str, digest: str) -> Signed | None:
    """Our word with exactly this reference and digest, if we ever gave it."""
    found = (find(reference, digest) for find in (of_submission, *elsewhere))
    return next((word for word in found if word), None)


def of_submission(reference: str, digest: str) -> Signed | None:
    """As it lies in the database, if our signature on it is whole."""
    receipt = (
        Receipt.objects.select_related("submission")
        .filter(submission__reference=reference, digest=digest)
        .first()
    )
    if receipt is None:
        return None
    word = word_of(receipt)
    return word if word.is_signed_by_us(bytes(receipt.signature)) else None
