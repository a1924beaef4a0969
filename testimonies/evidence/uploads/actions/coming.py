"""A file that comes in pieces: a place for it, and one piece after another."""

from __future__ import annotations

import hmac
import logging
import shutil
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import inspection
from testimonies.evidence.hashing import Hashing
from testimonies.evidence.sealed_file import Damaged
from testimonies.evidence.uploads import place
from testimonies.evidence.uploads.refusals import Altered, NoRoom, NotThere, OtherOffset, TooLarge
from testimonies.models import Case, StoredFile, Upload
from testimonies.models.custody import Actor
from testimonies.models.evidence import FileRole
from testimonies.privacy import vault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from testimonies.evidence.sealed_file import Writer

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)
#: Of one case at a time: a family with several telephones.
MOST_AT_ONCE = 20
READ_AT_ONCE = 1024 * 1024
#: Without a checksum for it, so much is written down as having come at a time.
STEP = 64 * 1024 * 1024
#: Left on the disk for everything else.
RESERVE = 512 * 1024 * 1024
NAME_LENGTH = 200


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Piece:
    """What one request brings. `checksum` is algorithm and digest."""

    stream: Stream
    offset: int
    size: int
    checksum: tuple[str, bytes] | None = None


def begin(case_id: int, *, length: int | None, told: dict[str, str], mark: str = "") -> Upload:
    """Somewhere to send a file to. The same `mark` in the same case goes on with what has come."""
    if length == 0:
        raise Refusal(_("This file is empty."))
    if (length or 0) > settings.UPLOAD_MAX_BYTES:
        raise TooLarge(inspection.too_large(settings.UPLOAD_MAX_BYTES))
    _must_have_room(length or 0)
    return _begin(case_id, length=length, told=told, mark=mark)


def append(upload_id: int, piece: Piece) -> Upload:
    """Write a piece; what has come before a cut counts, unless it has a checksum of its own.

    Raises `place.Busy`, and the refusals above. On any of them nothing is lost.
    """
    upload = _there(upload_id)
    with place.alone(upload.uuid) as file:
        upload.refresh_from_db()
        if piece.offset != upload.offset or upload.taken_at is not None:
            raise OtherOffset
        if piece.offset + piece.size > (upload.length or settings.UPLOAD_MAX_BYTES):
            raise TooLarge(_("More came than was announced."))
        try:
            writer = place.writer(file, size=upload.offset)
        except Damaged:
            _keep_offset(upload, place.whole_until(file, upload.offset))
            raise OtherOffset from None
        _write(upload, writer, piece)
    return upload


def set_length(upload_id: int, length: int) -> Upload:
    """A recording has ended. Once said, it stays."""
    upload = _there(upload_id)
    if length > settings.UPLOAD_MAX_BYTES:
        raise TooLarge(inspection.too_large(settings.UPLOAD_MAX_BYTES))
    with place.alone(upload.uuid):
        waiting = Upload.objects.filter(pk=upload_id, length=None, offset__lte=length)
        if not waiting.update(length=length) and _there(upload_id).length != length:
            raise OtherOffset
    return _there(upload_id)


@transaction.atomic
def _begin(case_id: int, *, length: int | None, told: dict[str, str], mark: str) -> Upload:
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    known = vault.fingerprint("upload", str(case.uuid), mark) if mark else b""
    uploads = case.uploads.unfinished().filter(expires_at__gt=now())
    same = uploads.filter(mark=known, length=length).first() if mark else None
    if same is not None:
        return same
    if (
        uploads.count() >= MOST_AT_ONCE
        or _comes_to(case) + (length or 0) > settings.CASE_MAX_BYTES
    ):
        raise TooLarge(_("That is as much as one case can hold. Please call us."))
    upload = Upload.objects.create(
        case=case,
        told={"file_name": told.get("file_name", "")[-NAME_LENGTH:], "type": told.get("type", "")},
        mark=known,
        length=length,
        expires_at=now() + KEPT,
    )
    custody.record("upload.begun", upload, actor=Actor.SUBMITTER, size=length)
    return upload


def _comes_to(case: Case) -> int:
    """Bytes of everything in a case, as far as it is announced."""
    kept = StoredFile.objects.filter(evidence__case=case, role=FileRole.ORIGINAL)
    coming = case.uploads.unfinished()
    return sum(
        (
            kept.aggregate(all=Sum("size"))["all"] or 0,
            coming.aggregate(all=Sum(Coalesce("length", "offset")))["all"] or 0,
        )
    )


def _there(upload_id: int) -> Upload:
    upload = Upload.objects.filter(pk=upload_id, expires_at__gt=now()).first()
    if upload is None:
        raise NotThere
    return upload


def _must_have_room(length: int) -> None:
    """Said before anybody has sent for an hour."""
    folder = settings.UPLOADS_ROOT
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < length + RESERVE:
        raise NoRoom


def _write(upload: Upload, writer: Writer, piece: Piece) -> None:
    came = 0
    try:
        with closing(Hashing(piece.checksum[0])) if piece.checksum else nullcontext() as hashing:
            for content in _all_of(piece):
                if hashing is not None:
                    hashing.update(content)
                writer.write(content)
                came += len(content)
                if hashing is None and came % STEP < len(content):
                    writer.flush()
                    _keep_offset(upload, piece.offset + came)
            if piece.checksum and not _is(hashing, piece.checksum[1]):
                writer.go_back()
                raise Altered
        writer.flush()
    except OSError as error:
        log.error("no room for an upload: %s", error.strerror)
        with suppress(OSError):  # a torn block is found when the upload goes on
            writer.go_back()
        raise NoRoom from error
    if came:
        _keep_offset(upload, piece.offset + came)


def _all_of(piece: Piece) -> Iterator[bytes]:
    """Until it is cut off. A browser that is gone is no error of ours."""
    left = piece.size
    while left > 0:
        try:
            content = piece.stream.read(min(left, READ_AT_ONCE))
        except OSError:
            return
        if not content:
            return
        left -= len(content)
        yield content


def _is(hashing: Hashing | None, said: bytes) -> bool:
    return hashing is not None and hmac.compare_digest(hashing.digest(), said)


@transaction.atomic
def _keep_offset(upload: Upload, offset: int) -> None:
    """The bytes are on the disk before this is written down."""
    mine = Upload.objects.filter(pk=upload.pk, offset=upload.offset, taken_at=None)
    if not mine.update(offset=offset, expires_at=now() + KEPT):
        raise NotThere
    upload.offset = offset
    if upload.is_complete:
        custody.record("upload.completed", upload, actor=Actor.SUBMITTER, size=offset)
