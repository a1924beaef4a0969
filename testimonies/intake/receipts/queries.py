"""Whether a receipt is ours. Nothing else about a submission is told."""

from __future__ import annotations

from testimonies.intake.receipts.signature import Signed
from testimonies.models import Receipt


def find_genuine(reference: str, digest: str) -> Receipt | None:
    """The receipt with exactly this reference and digest, if our signature on it is whole."""
    receipt = (
        Receipt.objects.select_related("submission")
        .filter(submission__reference=reference, digest=digest)
        .first()
    )
    if receipt is None:
        return None
    signed = Signed(reference, digest, receipt.issued_at, receipt.submission.kind)
    return receipt if signed.is_signed_by_us(bytes(receipt.signature)) else None
