"""Files that are either whole or not there, also after a power cut."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(target: Path, *, mode: int = 0o600, is_kept: bool = True) -> Iterator[Path]:
    """Write to the path given; it takes the name of the target once it is safely on disk.

    When the block fails nothing appears under the target's name. A crash leaves a ``.part``
    file, which the next attempt overwrites. What is not kept survives a kill, but no power cut.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        yield part
        part.chmod(mode)
        if is_kept:
            keep(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    if is_kept:
        keep_folder(target.parent)


def keep(path: Path) -> None:
    """Wait until the content is safely on disk."""
    with path.open("rb") as written:
        os.fsync(written.fileno())


def keep_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut, not only the bytes behind them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
