"""Papers that are taken back or set aside, and files that nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.evidence.actions import copying
from testimonies.models import Evidence, StoredFile
from testimonies.models.custody import Actor
from testimonies.models.evidence import FileRole, Scan

if TYPE_CHECKING:
    from accounts.models import User

A_DAY = timedelta(days=1)


@transaction.atomic
def remove(evidence_id: int) -> None:
    """Take a paper back before it is handed in. The line in the custody log stays."""
    paper = Evidence.objects.select_for_update(no_key=True).get(pk=evidence_id)
    if paper.submission_id is not None:
        raise Refusal(_("This paper has been handed in. Write to us if it should go."))
    if paper.removed_at is not None:
        return
    if paper.files.filter(legal_hold=True).exists():
        raise Refusal(_("This paper must be kept for now, by law."))
    paper.removed_at = now()
    paper.told = {}
    paper.save(update_fields=["removed_at", "told"])
    custody.record("evidence.removed", paper, actor=Actor.SUBMITTER)


@transaction.atomic
def set_aside(evidence_id: int, *, by: User) -> Evidence:
    """An infected paper goes, so that the rest of the case can be read on. Its digest stays."""
    paper = Evidence.objects.select_for_update(no_key=True).get(pk=evidence_id)
    infected = paper.files.filter(role=FileRole.ORIGINAL, scan=Scan.INFECTED, legal_hold=False)
    original = infected.first()
    if paper.removed_at is not None or original is None:
        raise Refusal(_("Only an infected paper is set aside."))

    paper.removed_at = now()
    paper.save(update_fields=["removed_at"])
    custody.record("evidence.set_aside", paper, by=by, sha256=original.sha256)
    return paper


def sweep() -> None:
    """What a lost nudge or a killed worker left undone. Idempotent."""
    copying.copy_waiting()
    erase_removed()
    erase_orphans(at=now())


def erase_removed() -> int:
    """Delete the files of papers that were taken back. Idempotent; returns how many."""
    waiting = StoredFile.objects.filter(evidence__removed_at__isnull=False, legal_hold=False)
    erased = 0
    for file in waiting.select_related("evidence")[:100]:
        keeping.forget(file.path)  # first: a row without a file is found again, not the reverse
        with transaction.atomic():
            custody.record("evidence.erased", file.evidence, role=file.role, sha256=file.sha256)
            file.delete()
        erased += 1
    return erased


def erase_orphans(*, at: datetime) -> int:
    """Delete files that no row knows: what a process left that was killed between the two.

    Each call looks into one of 256 folders, another one every hour. Returns how many.
    """
    folder = f"{int(at.timestamp()) // 3600 % 256:02x}"
    erased = 0
    for path in keeping.older_than(at - A_DAY, folder):
        if not StoredFile.objects.filter(path=path).exists():
            keeping.forget(path)
            erased += 1
    return erased
