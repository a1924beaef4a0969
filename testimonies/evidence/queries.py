"""What the papers of a submission allow."""

from __future__ import annotations

from django.db.models import Q

from testimonies.models import StoredFile, Submission
from testimonies.models.evidence import FileRole, Scan


def has_unsafe_file(submission: Submission) -> bool:
    """Whether a file waits for its scan or is infected: until then nothing is accepted."""
    belongs = Q(evidence__submission=submission) | Q(
        evidence__claim_items__claim__submission=submission
    )
    originals = StoredFile.objects.filter(
        belongs, evidence__removed_at=None, role=FileRole.ORIGINAL
    )
    return originals.filter(scan__in=[Scan.PENDING, Scan.INFECTED]).exists()
