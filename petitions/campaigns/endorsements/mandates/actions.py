"""Mandates and logos: taken from the form, copied by workers, handed out at the desk."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.campaigns.endorsements.rules import Held
from petitions.models import Endorsement
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import clean_copy, confined, inspection, keeping, scanner
from testimonies.evidence.keeping import Kept
from testimonies.evidence.opening import Verdict
from testimonies.models.custody import Actor
from testimonies.models.evidence import Scan

FOLDER = "endorsements"
A_DAY = timedelta(days=1)
MOST_ATTEMPTS = 3
NAME_LENGTH = 100
LARGEST_LOGO = 5 * 1024 * 1024


def hold_mandate(upload: File[bytes]) -> Held:
    """Keep a mandate document until its form is complete. Refuses what is not what it says."""
    name = _name(upload)
    claimed = str(getattr(upload, "content_type", "") or "")
    source = upload.open("rb")
    detected = inspection.inspect(source, size=upload.size, claimed=claimed, name=name)
    kept = keeping.keep(source, folder=FOLDER)
    return Held(kept.path, detected, kept.sha256, name)


def hold_logo(upload: File[bytes]) -> Held:
    """Draw a logo anew and keep that; what was sent is not kept."""
    if not upload.size:
        raise Refusal(_("This file is empty."))
    if upload.size > LARGEST_LOGO:
        raise Refusal(_("This logo is larger than 5 MB. Send a smaller copy."))
    with tempfile.TemporaryDirectory(prefix="logo-") as folder:
        sent, drawn = Path(folder) / "sent", Path(folder) / "drawn"
        sent.write_bytes(upload.open("rb").read())
        with sent.open("rb") as source:
            verdict = confined.small_png(source, drawn)
        if verdict == Verdict.DAMAGED_PICTURE:
            raise Refusal(_("This is not a picture that opens. A logo is a PNG, JPEG or WebP."))
        if verdict != Verdict.OPENS:
            raise Refusal(_("This picture has too many pixels. Send a smaller copy."))
        with drawn.open("rb") as made:
            kept = keeping.keep(made, folder=FOLDER)
    return Held(kept.path, "image/png", kept.sha256, _name(upload))


def copy_waiting() -> int:
    """Make every copy that is still missing. Returns how many were tried."""
    waiting = list(Endorsement.objects.awaiting_copy().values_list("pk", flat=True)[:50])
    for pk in waiting:
        make_copy(pk)
    return len(waiting)


def make_copy(endorsement_id: int) -> None:
    """Scan a mandate and make the clean copy that moderators see. Idempotent."""
    path, kind = _begin_copy(endorsement_id)
    if not path:
        return
    with keeping.at_hand(path) as here:
        verdict = _scan(here)
        if verdict is None:
            _postpone(endorsement_id)
            return
        copy = here.with_name("copy")
        try:
            copied = confined.copy(here, copy, kind=kind) if verdict == Scan.CLEAN else ""
        except clean_copy.CannotCopy:
            verdict, copied = Scan.UNSCANNABLE, ""
        kept = None
        if copied:
            with copy.open("rb") as made:
                kept = keeping.keep(made, folder=FOLDER)
    _finish(endorsement_id, verdict, kept, copied)


def hand_out(endorsement_id: int, *, by: User) -> tuple[IO[bytes], str]:
    """The clean copy of a mandate and its type; each passage leaves a custody line."""
    endorsement = Endorsement.objects.for_moderators().get(pk=endorsement_id)
    if endorsement.scan != Scan.CLEAN:
        raise Refusal(_("There is no checked copy of this file yet."))
    custody.record("endorsement.mandate_read", endorsement, by=by)
    return keeping.storage().open(endorsement.copy_path, "rb"), endorsement.copy_type


def erase_orphans(*, at: datetime) -> int:
    """Delete the files of forms that were never completed. Returns how many."""
    erased = 0
    for path in keeping.older_than(at - A_DAY, FOLDER):
        known = Q(mandate_path=path) | Q(copy_path=path) | Q(logo_path=path)
        if not Endorsement.objects.filter(known).exists():
            keeping.forget(path)
            erased += 1
    return erased


def _name(upload: File[bytes]) -> str:
    return Path(upload.name or "").name[-NAME_LENGTH:]


@transaction.atomic
def _begin_copy(endorsement_id: int) -> tuple[str, str]:
    """Count the attempt first: a file that kills its worker is not tried for ever."""
    endorsement = Endorsement.objects.lock(endorsement_id)
    if endorsement.scan != Scan.PENDING:
        return "", ""
    if endorsement.attempts >= MOST_ATTEMPTS:
        _finish(endorsement_id, Scan.UNSCANNABLE, None, "")
        return "", ""
    endorsement.attempts += 1
    endorsement.save(update_fields=["attempts"])
    return endorsement.mandate_path, endorsement.mandate_type


def _scan(path: Path) -> Scan | None:
    """Without a scanner a file is clean when a clean copy can be made of it."""
    if not scanner.is_configured():
        return Scan.CLEAN
    try:
        return scanner.scan(path)
    except scanner.ScannerAway:
        return None


@transaction.atomic
def _postpone(endorsement_id: int) -> None:
    """The scanner is away: that is no fault of the file."""
    endorsement = Endorsement.objects.lock(endorsement_id)
    endorsement.attempts = max(0, endorsement.attempts - 1)
    endorsement.save(update_fields=["attempts"])


@transaction.atomic
def _finish(endorsement_id: int, verdict: Scan, copy: Kept | None, copy_type: str) -> None:
    endorsement = Endorsement.objects.lock(endorsement_id)
    if endorsement.scan != Scan.PENDING:
        if copy is not None:
            keeping.forget(copy.path)  # another worker was faster
        return
    endorsement.scan = verdict
    endorsement.copy_path, endorsement.copy_type = (copy.path if copy else ""), copy_type
    endorsement.save(update_fields=["scan", "copy_path", "copy_type"])
    custody.record("endorsement.mandate_scanned", endorsement, actor=Actor.SYSTEM, verdict=verdict)
