"""What the papers of a submission allow."""

from __future__ import annotations

from django.db.models import Q

from testimonies.models import Evidence, StoredFile, Submission
from testimonies.models.evidence import FileRole, Scan


def has_unsafe_file(submission: Submission) -> bool:
    """Whether a file waits for its scan or is infected: until then nothing is accepted.

    What was added after handing in waits by itself, and is read by two people of its own.
    """
    belongs = Q(submission=submission) | Q(claim_items__claim__submission=submission)
    return any(is_unsafe(paper) for paper in Evidence.objects.in_use().filter(belongs).distinct())


def is_unsafe(paper: Evidence) -> bool:
    originals = StoredFile.objects.filter(evidence=paper, role=FileRole.ORIGINAL)
    return originals.filter(scan__in=[Scan.PENDING, Scan.INFECTED]).exists()
