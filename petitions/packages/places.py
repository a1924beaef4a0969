"""Where packages lie below BUNDLES_ROOT: whole or not there, each written by one process."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from petitions.models import ArchivePackage


def folder() -> Path:
    return Path(settings.BUNDLES_ROOT) / "packages"


def file(package: ArchivePackage) -> Path:
    """Its name says nothing; how it is called outside says `file_name`."""
    return folder() / f"{package.uuid}.zip"


def remove(package: ArchivePackage) -> None:
    """The file, and what a killed worker left of it."""
    for path in folder().glob(f"{package.uuid}.*"):
        path.unlink(missing_ok=True)


@contextmanager
def alone(package: ArchivePackage, *, wait: bool) -> Iterator[bool]:
    """Whether this process is the one that works on the package; a killed one holds nothing."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder() / f"{package.uuid}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
