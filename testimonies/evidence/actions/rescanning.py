"""Files that were clean once, looked at again: scanners learn."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now

from testimonies.custody import log as custody
from testimonies.evidence import keeping, scanner
from testimonies.models import Evidence, StoredFile
from testimonies.models.custody import Actor
from testimonies.models.evidence import FileRole, Scan


def scan_again(*, after: int = 0, most: int = 1000) -> tuple[int, int, int]:
    """Ask the scanner anew about originals that were clean, in the order of their numbers.

    Returns how many were looked at, how many are infected, and the number to go on after; raises
    `scanner.ScannerAway`.
    """
    clean = StoredFile.objects.filter(role=FileRole.ORIGINAL, scan=Scan.CLEAN, pk__gt=after)
    kept = list(clean.filter(evidence__removed_at=None).order_by("pk")[:most])
    infected = 0
    for file in kept:
        with keeping.at_hand(file.path) as here:
            verdict = scanner.scan(here)
        if verdict == Scan.INFECTED:
            condemn(file.evidence_id)
            infected += 1
    return len(kept), infected, kept[-1].pk if kept else after


@transaction.atomic
def condemn(evidence_id: int) -> Evidence:
    """From this moment nobody is handed any file of a paper. Idempotent.

    What was accepted stays accepted; the paper goes no further, and the desk says so.
    """
    paper = Evidence.objects.lock(evidence_id)
    files = paper.files.exclude(scan=Scan.INFECTED).select_for_update(no_key=True)
    if list(files.values_list("pk")):
        paper.files.update(scan=Scan.INFECTED, scanned_at=now())
        custody.record("evidence.scanned", paper, actor=Actor.SYSTEM, verdict=Scan.INFECTED)
    return paper
