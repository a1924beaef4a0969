"""Scans of sheets: each page drawn anew as one picture, encrypted, in the evidence storage.

They lie in a folder of their own, where the search for orphaned evidence does not look.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

from django.core.files import File
from django.utils.translation import gettext as _

from testimonies.errors import Refusal
from testimonies.evidence import clean_copy, confined, inspection, keeping, renewing, scanner
from testimonies.evidence.opening import Verdict
from testimonies.models.evidence import Scan
from testimonies.privacy import vault

FOLDER = "paper"
PLACE = "petitions.paperscan.path"
TYPE = "image/jpeg"
#: A sheet has two pages; somebody may photograph each of them in halves.
MOST_PAGES = 6


@dataclass(frozen=True)
class Picture:
    uuid: UUID
    path: str
    sha256: str
    size: int


def draw(upload: File[bytes]) -> tuple[str, list[bytes]]:
    """The SHA-256 of an upload, and its pages as pictures. Refuses what is no scan."""
    name = Path(upload.name or "").name
    source = upload.open("rb")
    kind = inspection.inspect(source, size=upload.size, claimed="", name=name)
    with tempfile.TemporaryDirectory(prefix="paper-") as place:
        folder = Path(place)
        original = folder / "original"
        with original.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        _must_be_clean(original)
        pages = _pages(original, folder, kind)
        digest = hashlib.sha256(original.read_bytes()).hexdigest()
        return digest, [(folder / f"page-{page}.jpg").read_bytes() for page in range(1, pages + 1)]


def keep(picture: bytes) -> Picture:
    """Written durably, and readable by us alone."""
    uuid = uuid4()
    sealed = vault.seal_bytes(picture, place=PLACE, row=uuid)
    path = keeping.keep(BytesIO(sealed), folder=FOLDER).path
    return Picture(uuid, path, hashlib.sha256(picture).hexdigest(), len(picture))


def open_picture(path: str, uuid: UUID) -> bytes:
    with keeping.storage().open(path, "rb") as file:
        return vault.open_bytes(file.read(), place=PLACE, row=uuid)


def renew(path: str, uuid: UUID) -> bool:
    """Encrypt a picture anew that lies under an old key. Whether it did, and was still there."""
    try:
        with keeping.storage().open(path, "rb") as file:
            sealed = file.read()
    except FileNotFoundError:
        return False
    if sealed.startswith(vault.current()):
        return False
    picture = vault.open_bytes(sealed, place=PLACE, row=uuid)
    again = vault.seal_bytes(picture, place=PLACE, row=uuid)
    return renewing.replaced(path, lambda copy: copy.write(again))


def _must_be_clean(original: Path) -> None:
    if not scanner.is_configured():
        return
    try:
        verdict = scanner.scan(original)
    except scanner.ScannerAway:
        raise Refusal(_("The virus scanner does not answer. Please try again later.")) from None
    if verdict != Scan.CLEAN:
        raise Refusal(_("The virus scanner does not let this file through."))


def _pages(original: Path, folder: Path, kind: str) -> int:
    try:
        pages = confined.pictures(original, folder, kind=kind, most=MOST_PAGES)
    except clean_copy.CannotCopy:
        raise Refusal(inspection.WHY_NOT[Verdict.TOO_MUCH]) from None
    if pages > MOST_PAGES:
        raise Refusal(
            _("A sheet has two pages, and this file has %(pages)s. Upload one sheet at a time.")
            % {"pages": pages}
        )
    return pages
