"""What has come becomes a paper, once it is whole, what it was, and what it says it is."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import inspection, keeping
from testimonies.evidence.actions import About
from testimonies.evidence.hashing import Hashing
from testimonies.evidence.keeping import Kept
from testimonies.evidence.sealed_file import BLOCK
from testimonies.evidence.uploads import place
from testimonies.evidence.uploads.actions import ending
from testimonies.evidence.uploads.refusals import Differs, NotThere, Unfinished
from testimonies.models import StoredFile, Upload
from testimonies.models.evidence import FileRole

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True)
class _Looked:
    sha256: str
    detected: str


def take(case_id: int, upload: UUID, about: About, *, sha256: str = "") -> StoredFile:
    """Make a paper of an upload. Returns its original; a second time the same one.

    `sha256` (hex) is what the browser computed, where it could. What differs from it, or is not
    what it says, is refused and let go. A recording that was cut off is taken as far as it came.
    """
    coming = Upload.objects.filter(case_id=case_id, uuid=upload).first()
    if coming is None:
        raise NotThere
    with place.alone(upload):
        coming = _closed(coming.pk)
        if coming.taken_at is not None:
            return _paper_of(coming)
        try:
            looked = _look(coming, sha256)
        except Refusal:
            ending.drop(coming.pk, event="upload.refused")
            raise
        original = _adopt(coming, looked, about)
        place.forget(upload)
    return original


@transaction.atomic
def _closed(upload_id: int) -> Upload:
    """What is still being recorded ends here."""
    upload = Upload.objects.select_for_update(no_key=True).filter(pk=upload_id).first()
    if upload is None:
        raise NotThere
    if upload.length is None and upload.offset:
        upload.length = upload.offset
        upload.save(update_fields=["length"])
    if not upload.is_complete:
        raise Unfinished
    return upload


def _paper_of(upload: Upload) -> StoredFile:
    found = StoredFile.objects.filter(evidence=upload.evidence, role=FileRole.ORIGINAL).first()
    if found is None or found.evidence.removed_at is not None:
        raise NotThere
    return found


def _look(upload: Upload, sha256: str) -> _Looked:
    with place.reading(upload) as file:
        with closing(Hashing()) as hashing:
            while block := file.read(BLOCK):
                hashing.update(block)
            digest = hashing.digest().hex()
        if sha256 and digest != sha256.lower():
            raise Differs
        detected = inspection.inspect(
            file,
            size=upload.offset,
            claimed=evidence.type_of(upload.told["type"]),
            name=upload.told["file_name"],
            may_be_recording=True,
        )
    return _Looked(digest, detected)


def _adopt(upload: Upload, looked: _Looked, about: About) -> StoredFile:
    kept = Kept(keeping.adopt(place.path_of(upload.uuid)), looked.sha256, upload.offset)
    types = evidence.type_of(upload.told["type"]), looked.detected
    with keeping.forgotten_on_refusal(kept.path):
        original, is_new = _register(upload, kept, types, about)
    if not is_new:
        keeping.forget(kept.path)
    return original


@transaction.atomic
def _register(
    upload: Upload, kept: Kept, types: tuple[str, str], about: About
) -> tuple[StoredFile, bool]:
    named = upload.told["file_name"]
    original, is_new = evidence.register(upload.case_id, kept, types, about, file_name=named)
    taken = Upload.objects.filter(pk=upload.pk)
    taken.update(taken_at=now(), evidence=original.evidence)
    return original, is_new
