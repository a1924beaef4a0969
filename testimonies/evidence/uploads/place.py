"""Where an upload grows: one encrypted file on this disk, and one writer at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from testimonies.evidence import sealed_file
from testimonies.evidence.sealed_file import BLOCK, Cipher, Damaged, Writer
from testimonies.evidence.uploads.refusals import Busy

if TYPE_CHECKING:
    from testimonies.models import Upload


def path_of(uuid: UUID) -> Path:
    return Path(settings.UPLOADS_ROOT) / uuid.hex


def forget(uuid: UUID) -> None:
    """Idempotent."""
    path_of(uuid).unlink(missing_ok=True)


def older_than(moment: datetime) -> Iterator[UUID]:
    """Uploads on the disk that were last written before a moment."""
    folder = Path(settings.UPLOADS_ROOT)
    for path in folder.iterdir() if folder.exists() else ():
        if path.stat().st_mtime < moment.timestamp():
            yield UUID(path.name)


@contextmanager
def alone(uuid: UUID) -> Iterator[IO[bytes]]:
    """The open file, for one request at a time. A killed process lets go of it. Raises `Busy`."""
    path = path_of(uuid)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "r+b", buffering=0, opener=_make) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield file


def writer(file: IO[bytes], *, size: int) -> Writer:
    """Goes on after `size` bytes. Raises `Damaged` when they are not all there."""
    cipher = Cipher.of(file)
    if cipher is None:
        if size:
            raise Damaged("head")
        cipher = Cipher.new()
    return Writer(file, cipher, size=size)


def whole_until(file: IO[bytes], size: int) -> int:
    """How much of `size` bytes is there for sure when the last block was torn."""
    cipher = Cipher.of(file)
    if cipher is None:
        return 0
    there = min(size, cipher.size_inside(file.seek(0, os.SEEK_END)))
    return there // BLOCK * BLOCK


@contextmanager
def reading(upload: Upload) -> Iterator[IO[bytes]]:
    with sealed_file.opened(path_of(upload.uuid).open("rb")) as file:
        yield file


def _make(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT, 0o600)
