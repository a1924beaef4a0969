"""Whether a receipt is ours. Nothing else about a submission is told."""

from __future__ import annotations

from testimonies.intake.receipts.signature import Signed
from testimonies.models import Receipt


def word_of(receipt: Receipt) -> Signed:
    """What stands under our signature."""
    submission = receipt.submission
    return Signed(submission.reference, receipt.digest, receipt.issued_at, submission.kind)


def find_genuine(reference: str, digest: str) -> Receipt | None:
    """The receipt with exactly this reference and digest, if our signature on it is whole."""
    receipt = (
        Receipt.objects.select_related("submission")
        .filter(submission__reference=reference, digest=digest)
        .first()
    )
    if receipt is None:
        return None
    return receipt if word_of(receipt).is_signed_by_us(bytes(receipt.signature)) else None
