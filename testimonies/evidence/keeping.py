"""Files in the evidence storage: written once under a name that says nothing, and kept."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import Storage, storages

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Kept:
    path: str
    sha256: str
    size: int


class Digesting(File):  # type: ignore[type-arg]
    """Hashes what is read for writing, so that a file is read once."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self.sha256 = hashlib.sha256()
        self.written = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self.seek(0)
        while chunk := self.read(chunk_size or CHUNK):
            self.sha256.update(chunk)
            self.written += len(chunk)
            yield chunk


def storage() -> Storage:
    return storages["evidence"]


def keep(file: IO[bytes], *, folder: str = "") -> Kept:
    """Write a file durably: when this returns, a power cut does not lose it.

    Whoever names a `folder` of their own looks after what is left in it.
    """
    name = secrets.token_hex(20)
    digesting = Digesting(file)
    path = storage().save(f"{folder or name[:2]}/{name}", digesting)
    _sync(path)
    return Kept(path, digesting.sha256.hexdigest(), digesting.written)


def forget(path: str) -> None:
    """Idempotent."""
    storage().delete(path)


def older_than(moment: datetime, folder: str) -> Iterator[str]:
    """The files in one folder that were written before a moment."""
    try:
        names = storage().listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        path = f"{folder}/{name}"
        if storage().get_modified_time(path) < moment:
            yield path


@contextmanager
def at_hand(path: str) -> Iterator[Path]:
    """A copy on this machine, wherever the storage is; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="evidence-") as folder:
        local = Path(folder) / "original"
        with storage().open(path, "rb") as stored, local.open("wb") as copy:
            shutil.copyfileobj(stored, copy, CHUNK)
        yield local


def _sync(path: str) -> None:
    try:
        local = Path(storage().path(path))
    except NotImplementedError:
        return  # the store is elsewhere, and durable by itself
    for place in (local, local.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
