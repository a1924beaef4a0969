"""Files under an old key: the head is written anew before the same blocks, and takes their place.

A file is copied, made durable and renamed, so that a power cut leaves the old one or the new one.
Whoever reads it meanwhile goes on reading the old one. Its path, digest and dates stay. Whoever
erases it meanwhile waits until the new one is there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from testimonies.evidence import keeping, unnamed
from testimonies.evidence.sealed_file import Cipher
from testimonies.privacy import vault

Write = Callable[[IO[bytes]], object]


def paths() -> Iterator[str]:
    """Every file that a row names, once."""
    for model, column in unnamed.columns():
        named = model._base_manager.exclude(**{column: ""}).order_by("pk")
        yield from named.values_list(column, flat=True).iterator()


def is_older(path: str) -> bool:
    """Whether it lies under an old key. What lies as it came, or not here, does not."""
    here = _at(path)
    if here is None:
        return False
    with here.open("rb") as file:
        cipher = Cipher.of(file)
        return cipher is not None and cipher.is_older


def begins_older(path: str) -> bool:
    """The same of a file that is encrypted as a whole."""
    here = _at(path)
    if here is None:
        return False
    with here.open("rb") as file:
        return file.read(len(vault.current())) != vault.current()


def renew(path: str) -> bool:
    """Whether it lay under an old key."""
    with keeping.alone(path):
        here = _at(path)
        return here is not None and _renew(here)


def _renew(here: Path) -> bool:
    with here.open("rb") as file:
        cipher = Cipher.of(file)
        if cipher is None or not cipher.is_older:
            return False
        file.seek(len(cipher.head))
        head = cipher.renewed_head()

        def write(copy: IO[bytes]) -> None:
            copy.write(head)
            shutil.copyfileobj(file, copy)

        _replace(here, write)
    return True


def replaced(path: str, write: Write) -> bool:
    """The same for files that others encrypt."""
    with keeping.alone(path):
        here = _at(path)
        if here is not None:
            _replace(here, write)
        return here is not None


def _replace(here: Path, write: Write) -> None:
    """Durably, or not at all."""
    known = here.stat()
    with tempfile.NamedTemporaryFile(dir=here.parent, prefix=".renewed-", delete=False) as copy:
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


def _at(path: str) -> Path | None:
    try:
        here = Path(keeping.storage().path(path))
    except NotImplementedError:
        return None  # a store elsewhere encrypts under its own keys too
    return here if here.is_file() else None
