"""Files in the evidence storage: written once, encrypted, under a name that says nothing."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import InterfaceError, OperationalError

from testimonies.evidence import sealed_file
from testimonies.evidence.sealed_file import Cipher

CHUNK = 1024 * 1024
#: Left on a disk for everything else.
RESERVE = 64 * 1024 * 1024


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


class Sealing(Digesting):
    """The same, and what is written is encrypted; the digest stays that of what came."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        cipher = Cipher.new()
        yield cipher.head
        for number, chunk in enumerate(super().chunks(sealed_file.BLOCK)):
            yield cipher.seal(chunk, number)


def storage() -> Storage:
    return storages["evidence"]


def keep(file: IO[bytes], *, folder: str = "") -> Kept:
    """Write a file durably: when this returns, a power cut does not lose it.

    Whoever names a `folder` of their own looks after what is left in it, and encrypts it.
    """
    digesting = Digesting(file) if folder else Sealing(file)
    path = _save(_new_name(folder), digesting)
    return Kept(path, digesting.sha256.hexdigest(), digesting.written)


def adopt(sealed: Path) -> str:
    """Take over a file that is encrypted already; returns its path. The other name stays."""
    name = _new_name("")
    try:
        target = Path(storage().path(name))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.link(sealed, target)
        os.utime(target)  # it was kept now, however long ago it came
    except (NotImplementedError, OSError):  # a store elsewhere, or another disk
        with sealed.open("rb") as file:
            return _save(name, File(file))
    _sync(name)
    return name


def has_room(size: int) -> bool:
    """Whether so many bytes fit, here and where files are kept, and something is left."""
    places = [tempfile.gettempdir()]
    with suppress(NotImplementedError):  # a store elsewhere says by itself that it is full
        folder = storage().path("")
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        places.append(folder)
    return all(shutil.disk_usage(place).free >= size + RESERVE for place in places)


def open_kept(path: str) -> IO[bytes]:
    """A file as it came. Whoever opens it closes it."""
    return sealed_file.opened(storage().open(path, "rb"))


@contextmanager
def alone(path: str) -> Iterator[None]:
    """Nobody else erases or replaces the file meanwhile. A killed process lets go of it.

    Its folder is locked: the file itself may be an upload as well, and is locked as such.
    """
    try:
        handle = os.open(Path(storage().path(path)).parent, os.O_RDONLY)
    except (NotImplementedError, FileNotFoundError):  # a store elsewhere, or nothing is there
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def forget(path: str) -> None:
    """Idempotent. It waits while the file takes another key, or it would come back."""
    with alone(path):
        storage().delete(path)


@contextmanager
def forgotten_on_refusal(path: str) -> Iterator[None]:
    """Around writing down what was kept: a file that nobody wrote down is of no use.

    When the line to the database breaks, nobody knows whether it was: then the file stays, since
    one too many does no harm, and a row without its file is lost evidence.
    """
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        forget(path)
        raise


def folders() -> list[str]:
    try:
        return storage().listdir("")[0]
    except FileNotFoundError:
        return []


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
        with open_kept(path) as stored, local.open("wb") as copy:
            shutil.copyfileobj(stored, copy, CHUNK)
        yield local


def _save(name: str, content: File[bytes]) -> str:
    """Durably, and wholly or not at all: half a file would fill a disk that is full already."""
    try:
        path = storage().save(name, content)
        _sync(path)
    except OSError:
        with suppress(OSError):
            forget(name)
        raise
    return path


def _new_name(folder: str) -> str:
    name = secrets.token_hex(20)
    return f"{folder or name[:2]}/{name}"


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
