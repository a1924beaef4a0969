"""Papers and photographs: received from submitters, copied by workers, handed out to staff."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.core.files import File
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import clean_copy, confined, inspection, keeping, scanner
from testimonies.evidence.keeping import Kept
from testimonies.models import Case, Evidence, StoredFile
from testimonies.models.custody import Actor
from testimonies.models.evidence import EvidenceKind, FileRole, Scan

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

A_DAY = timedelta(days=1)
MOST_ATTEMPTS = 3
MOST_PAPERS = 100
NAME_LENGTH = 200


@dataclass(frozen=True)
class HandedOut:
    """An open file, and what it is. Whoever takes it closes it."""

    file: IO[bytes]
    type: str
    size: int


def receive(case_id: int, upload: File[bytes], *, kind: str, caption: str) -> StoredFile:
    """Keep the original of a paper. Returns its file; a copy is made afterwards.

    Refuses what is not what it says. The same file sent twice is one paper.
    """
    name = Path(upload.name or "").name[-NAME_LENGTH:]
    claimed = _type(str(getattr(upload, "content_type", "") or ""))
    source = upload.open("rb")
    detected = inspection.inspect(source, size=upload.size, claimed=claimed, name=name)
    kept = keeping.keep(source)
    told = {"caption": caption, "file_name": name}
    try:
        original, is_new = _register(case_id, kept, (claimed, detected), kind=kind, told=told)
    except Exception:
        keeping.forget(kept.path)
        raise
    if not is_new:
        keeping.forget(kept.path)
    return original


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
    copy_waiting()
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


def copy_waiting() -> int:
    """Make every copy that is still missing. Returns how many were tried."""
    waiting = list(StoredFile.objects.awaiting_copy().values_list("pk", flat=True)[:50])
    for pk in waiting:
        make_access_copy(pk)
    return len(waiting)


def make_access_copy(file_id: int) -> StoredFile:
    """Scan an original and make the clean copy that people see. Idempotent."""
    original = _begin_copy(file_id)
    if original is None:
        return StoredFile.objects.get(pk=file_id)
    with keeping.at_hand(original.path) as here:
        verdict = _scan(here)
        if verdict is None:
            return _postpone(file_id)
        if verdict != Scan.CLEAN:
            return _finish(file_id, verdict)
        copy = here.with_name("copy")
        try:
            kind = confined.copy(here, copy, kind=original.detected_type)
        except clean_copy.CannotCopy:
            return _finish(file_id, Scan.UNSCANNABLE)
        with copy.open("rb") as made:
            kept = keeping.keep(made)
    return _finish(file_id, Scan.CLEAN, copy=kept, copy_type=kind)


def hand_out(
    evidence_id: UUID, *, by: User | None, role: FileRole = FileRole.ACCESS, why: str = "read"
) -> HandedOut:
    """The one door to every private file; each passage leaves a custody line."""
    paper = Evidence.objects.get(uuid=evidence_id)
    file = paper.files.filter(role=role).first()
    if file is None or (role == FileRole.ACCESS and file.scan != Scan.CLEAN):
        raise Refusal(_("There is no checked copy of this file yet."))
    custody.record("evidence.handed_out", paper, by=by, role=role, why=why)
    return HandedOut(keeping.storage().open(file.path, "rb"), file.detected_type, file.size)


def _type(said: str) -> str:
    """What a browser says, if it is a type at all."""
    return said if re.fullmatch(r"[\w.+-]{1,49}/[\w.+-]{1,50}", said, re.ASCII) else ""


@transaction.atomic
def _register(
    case_id: int, kept: Kept, types: tuple[str, str], *, kind: str, told: dict[str, str]
) -> tuple[StoredFile, bool]:
    Case.objects.select_for_update(no_key=True).get(pk=case_id)  # two uploads at once
    papers = Evidence.objects.filter(case_id=case_id, removed_at=None)
    twin = StoredFile.objects.filter(
        evidence__in=papers.filter(submission=None), role=FileRole.ORIGINAL, sha256=kept.sha256
    ).first()
    if twin is not None:
        return twin, False
    if papers.count() >= MOST_PAPERS:
        raise Refusal(_("That is as many files as one case can hold. Please call us."))
    kind = kind if kind in EvidenceKind.values else EvidenceKind.OTHER
    paper = Evidence.objects.create(case_id=case_id, kind=kind, told=told)
    claimed, detected = types
    original = StoredFile.objects.create(
        evidence=paper,
        role=FileRole.ORIGINAL,
        path=kept.path,
        sha256=kept.sha256,
        size=kept.size,
        claimed_type=claimed,
        detected_type=detected,
    )
    custody.record(
        "evidence.received", paper, actor=Actor.SUBMITTER, sha256=kept.sha256, size=kept.size
    )
    return original, True


@transaction.atomic
def _begin_copy(file_id: int) -> StoredFile | None:
    """Count the attempt first: a file that kills its worker is not tried for ever."""
    original = StoredFile.objects.lock(file_id)
    if original.scan != Scan.PENDING or original.role != FileRole.ORIGINAL:
        return None
    if original.attempts >= MOST_ATTEMPTS:
        _finish(file_id, Scan.UNSCANNABLE)
        return None
    original.attempts += 1
    original.save(update_fields=["attempts"])
    return original


def _scan(path: Path) -> Scan | None:
    """Without a scanner a file is clean when a clean copy can be made of it."""
    if not scanner.is_configured():
        return Scan.CLEAN
    try:
        return scanner.scan(path)
    except scanner.ScannerAway:
        return None


@transaction.atomic
def _postpone(file_id: int) -> StoredFile:
    """The scanner is away: that is no fault of the file."""
    original = StoredFile.objects.lock(file_id)
    original.attempts = max(0, original.attempts - 1)
    original.save(update_fields=["attempts"])
    return original


@transaction.atomic
def _finish(
    file_id: int, verdict: Scan, *, copy: Kept | None = None, copy_type: str = ""
) -> StoredFile:
    original = StoredFile.objects.lock(file_id)
    if original.scan != Scan.PENDING:
        if copy is not None:
            keeping.forget(copy.path)  # another worker was faster
        return original
    original.scan, original.scanned_at = verdict, now()
    original.save(update_fields=["scan", "scanned_at"])
    if copy is not None:
        StoredFile.objects.create(
            evidence=original.evidence,
            role=FileRole.ACCESS,
            path=copy.path,
            sha256=copy.sha256,
            size=copy.size,
            detected_type=copy_type,
            scan=Scan.CLEAN,
            scanned_at=original.scanned_at,
        )
    custody.record("evidence.scanned", original.evidence, actor=Actor.SYSTEM, verdict=verdict)
    return original
