"""Papers that are taken back or set aside, and files that nobody needs any more."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import keeping, unnamed
from testimonies.evidence.actions import copying
from testimonies.models import Evidence, StoredFile
from testimonies.models.custody import Actor
from testimonies.models.evidence import FileRole, Scan
from testimonies.restraints import policies as restraints

if TYPE_CHECKING:
    from accounts.models import User

log = logging.getLogger(__name__)
A_DAY = timedelta(days=1)
KEPT_UNNAMED = timedelta(days=7)
#: What the last look has found, for whoever asks how the house is.
UNNAMED, SEEN_FOR = "files-named-by-no-row", 2 * A_DAY.total_seconds()


@transaction.atomic
def remove(evidence_id: int) -> None:
    """Take a paper back before it is handed in. The line in the custody log stays."""
    paper = Evidence.objects.select_for_update(no_key=True).get(pk=evidence_id)
    if paper.submission_id is not None:
        raise Refusal(_("This paper has been handed in. Write to us if it should go."))
    if paper.removed_at is not None:
        return
    restraints.must_not_be_held(paper.case_id)
    if paper.files.filter(legal_hold=True).exists():
        raise Refusal(_("This must be kept for now, by law."))
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
    restraints.must_not_be_held(paper.case_id)

    paper.removed_at = now()
    paper.save(update_fields=["removed_at"])
    custody.record("evidence.set_aside", paper, by=by, sha256=original.sha256)
    return paper


def sweep() -> None:
    """What a lost nudge or a killed worker left undone. Idempotent."""
    copying.copy_waiting()
    erase_removed()


def erase_removed() -> int:
    """Delete the files of papers that were taken back. Idempotent; returns how many."""
    waiting = StoredFile.objects.filter(evidence__removed_at__isnull=False, legal_hold=False)
    erased = 0
    for file in waiting.select_related("evidence")[:100]:
        if not waiting.filter(pk=file.pk).exists():
            continue  # put on hold since we looked
        keeping.forget(file.path)  # first: a row without a file is found again, not the reverse
        with transaction.atomic():
            custody.record("evidence.erased", file.evidence, role=file.role, sha256=file.sha256)
            file.delete()
        erased += 1
    return erased


def look_for_unnamed(*, at: datetime) -> int:
    """How many files no row names. Nothing is erased: a person looks why they are there."""
    many = sum(1 for _path in unnamed.find(before=at - KEPT_UNNAMED))
    if many:
        log.warning("%s files in the evidence storage are named by no row", many)
    cache.set(UNNAMED, many, SEEN_FOR)
    return many


def erase_unnamed(*, before: datetime) -> int:
    """Erase the files that no row names and that were written before a moment; how many.

    Idempotent: killed at any point, the next call goes on.
    """
    erased = 0
    for path in unnamed.find(before=before):
        if unnamed.is_unnamed(path):
            keeping.forget(path)
            erased += 1
    cache.delete(UNNAMED)
    return erased
