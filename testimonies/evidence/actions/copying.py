"""What workers do with an original: have it scanned, and make the copies that people see."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.timezone import now

from testimonies.custody import log as custody
from testimonies.evidence import clean_copy, confined, keeping, scanner
from testimonies.evidence.keeping import Kept
from testimonies.evidence.kinds import RECORDINGS
from testimonies.models import StoredFile
from testimonies.models.custody import Actor
from testimonies.models.evidence import FileRole, Scan

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
#: As large as itself lie beside a file, while it is copied: what came, and the copy twice.
AT_ONCE = 3
#: How a disk, or our share of one, says that it is full.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class _NotNow(Exception):
    """The scanner is away, or the disk is full: later it may not be."""


@dataclass(frozen=True)
class Copy:
    role: FileRole
    type: str
    kept: Kept


def copy_waiting() -> int:
    """Make every copy that is still missing. Returns how many were tried.

    While the scanner is away, or the disk is full, they all wait: nobody asks for each of them.
    """
    waiting = list(StoredFile.objects.awaiting_copy().values_list("pk", flat=True)[:50])
    for tried, pk in enumerate(waiting, 1):
        if make_access_copy(pk).scan == Scan.PENDING and _is_in_trouble():
            return tried
    return len(waiting)


def make_access_copy(file_id: int) -> StoredFile:
    """Scan an original and make the clean copy that people see. Idempotent."""
    original = _begin_copy(file_id)
    if original is None:
        return StoredFile.objects.get(pk=file_id)
    try:
        verdict, copies = _scan_and_copy(original)
    except _NotNow:
        return _postpone(file_id)
    return _finish(file_id, verdict, copies)


def _scan_and_copy(original: StoredFile) -> tuple[Scan, list[Copy]]:
    """Raises `_NotNow`."""
    if not keeping.has_room(AT_ONCE * original.size):
        log.error("no room to copy a file: it waits")
        raise _NotNow
    try:
        with keeping.at_hand(original.path) as here:
            return _judged(here, original.detected_type)
    except OSError as error:
        if error.errno not in FULL:
            raise
        log.error("no room while a file was copied: it waits")
        raise _NotNow from error


def _judged(here: Path, kind: str) -> tuple[Scan, list[Copy]]:
    verdict = _scan(here)
    if not _may_be_copied(verdict, kind):
        return verdict, []
    try:
        return verdict, _all_copies(here, kind)
    except clean_copy.CannotCopy:
        return Scan.UNSCANNABLE, []


def _is_in_trouble() -> bool:
    is_away = scanner.is_configured() and not scanner.answers()
    return is_away or not keeping.has_room(0)


def _may_be_copied(verdict: Scan, kind: str) -> bool:
    """A recording may be longer than a scanner takes; its copy has nothing but sound and film."""
    return verdict == Scan.CLEAN or (verdict == Scan.UNSCANNABLE and kind in RECORDINGS)


def _all_copies(here: Path, kind: str) -> list[Copy]:
    """Or none. Raises `CannotCopy`, and `_NotNow` where somebody has filled the disk meanwhile.

    Whether it is full is asked before there is room again where the copies were.
    """
    made: list[Copy] = []
    try:
        for each in _copies(here, kind):
            made.append(each)
    except (clean_copy.CannotCopy, OSError) as error:
        is_full = not keeping.has_room(0)
        for each in made:
            keeping.forget(each.kept.path)
        if is_full:
            raise _NotNow from error
        raise
    return made


def _copies(here: Path, kind: str) -> Iterator[Copy]:
    copy, small = here.with_name("copy"), here.with_name("small")
    made = confined.copy(here, copy, kind=kind)
    yield _kept(copy, FileRole.ACCESS, made)
    if confined.thumbnail(copy, small, kind=made):
        yield _kept(small, FileRole.THUMBNAIL, "image/jpeg")


def _kept(made: Path, role: FileRole, kind: str) -> Copy:
    with made.open("rb") as file:
        return Copy(role, kind, keeping.keep(file))


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


def _scan(path: Path) -> Scan:
    """Without a scanner a file is clean when a clean copy can be made of it."""
    if not scanner.is_configured():
        return Scan.CLEAN
    try:
        return scanner.scan(path)
    except scanner.ScannerAway as away:
        raise _NotNow from away


@transaction.atomic
def _postpone(file_id: int) -> StoredFile:
    """The scanner is away, or the disk is full: that is no fault of the file."""
    original = StoredFile.objects.lock(file_id)
    original.attempts = max(0, original.attempts - 1)
    original.save(update_fields=["attempts"])
    return original


@transaction.atomic
def _finish(file_id: int, verdict: Scan, copies: Sequence[Copy] = ()) -> StoredFile:
    original = StoredFile.objects.lock(file_id)
    if original.scan != Scan.PENDING:
        for each in copies:
            keeping.forget(each.kept.path)  # another worker was faster
        return original
    original.scan, original.scanned_at = verdict, now()
    original.save(update_fields=["scan", "scanned_at"])
    custody.record("evidence.scanned", original.evidence, actor=Actor.SYSTEM, verdict=verdict)
    for each in copies:
        StoredFile.objects.create(
            evidence=original.evidence,
            role=each.role,
            path=each.kept.path,
            sha256=each.kept.sha256,
            size=each.kept.size,
            detected_type=each.type,
            scan=Scan.CLEAN,
            scanned_at=original.scanned_at,
        )
        digest = each.kept.sha256
        custody.record("evidence.copied", original.evidence, role=each.role, sha256=digest)
    return original
