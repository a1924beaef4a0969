"""Files under an old key: the head is written anew before the same blocks, and takes their place.

Here a file is copied, made durable and renamed, so that a power cut leaves the old one or the new
one. Whoever reads it meanwhile goes on reading the old one. Its path, digest and dates stay.
Whoever erases it meanwhile waits until the new one is there. A store elsewhere puts a whole file
into the place of another, and whoever erases it meanwhile is looked for afterwards.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.files import File

from testimonies.evidence import keeping, unnamed
from testimonies.evidence.sealed_file import Cipher
from testimonies.privacy import vault

Write = Callable[[IO[bytes]], object]
COPY = ".renewed-"


class KeepsBoth(Exception):
    """The store would keep the old file beside the new one."""


def paths() -> Iterator[str]:
    """Every file that a row names, once."""
    for model, column in unnamed.columns():
        named = model._base_manager.exclude(**{column: ""}).order_by("pk")
        yield from named.values_list(column, flat=True).iterator()


def is_older(path: str) -> bool:
    """Whether it lies under an old key. What lies as it came, or is gone, does not."""
    with _opened(path) as file:
        cipher = Cipher.of(file) if file else None
        return cipher is not None and cipher.is_older


def begins_older(path: str) -> bool:
    """The same of a file that is encrypted as a whole."""
    with _opened(path) as file:
        return file is not None and file.read(len(vault.current())) != vault.current()


def renew(path: str) -> bool:
    """Whether it lay under an old key."""
    with keeping.alone(path), _opened(path) as file:
        cipher = Cipher.of(file) if file else None
        if file is None or cipher is None or not cipher.is_older:
            return False
        file.seek(len(cipher.head))
        head = cipher.renewed_head()

        def write(copy: IO[bytes]) -> None:
            copy.write(head)
            shutil.copyfileobj(file, copy)

        _replace(path, write)
    return True


def replaced(path: str, write: Write) -> bool:
    """The same for files that others encrypt."""
    with keeping.alone(path):
        is_there = keeping.storage().exists(path)
        if is_there:
            _replace(path, write)
        return is_there


def sweep() -> int:
    """Copies that were left by a kill go. Returns how many. None is of somebody at work."""
    left = 0
    for folder in keeping.folders():
        here = _at(folder)
        if here is None or not any(here.glob(f"{COPY}*")):
            continue
        with keeping.alone(f"{folder}/{COPY}"):
            for copy in here.glob(f"{COPY}*"):
                copy.unlink()
                left += 1
    return left


def _replace(path: str, write: Write) -> None:
    here = _at(path)
    if here is None:
        _replace_elsewhere(path, write)
    else:
        _replace_here(here, write)


def _replace_elsewhere(path: str, write: Write) -> None:
    """The store takes the whole of it, or goes on holding the old one."""
    store = keeping.storage()
    if store.get_available_name(path) != path:
        raise KeepsBoth
    with tempfile.TemporaryFile() as copy:
        write(copy)
        copy.seek(0)
        store.save(path, File(copy))
    if unnamed.is_unnamed(path):  # erased meanwhile, where nobody can wait for anybody
        keeping.forget(path)


def _replace_here(here: Path, write: Write) -> None:
    """Durably, or not at all."""
    known = here.stat()
    with tempfile.NamedTemporaryFile(dir=here.parent, prefix=COPY, delete=False) as copy:
        try:
            write(copy)
            copy.flush()
            os.fsync(copy.fileno())
            shutil.copystat(here, copy.name)
            os.utime(copy.name, ns=(known.st_atime_ns, known.st_mtime_ns))
            Path(copy.name).replace(here)
        except BaseException:
            Path(copy.name).unlink(missing_ok=True)
            raise
    handle = os.open(here.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes] | None]:
    """None where it is gone."""
    try:
        file = keeping.storage().open(path, "rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        yield file


def _at(path: str) -> Path | None:
    """None in a store elsewhere."""
    try:
        return Path(keeping.storage().path(path))
    except NotImplementedError:
        return None
