"""A short private folder for the sockets of one running instance."""

import os
import shutil
import tempfile
from pathlib import Path

# A socket's path may have 107 bytes, however deep the home folder lies (man 7 unix).
LONGEST_SOCKET_PATH = 107
LONGEST_NAME = len("/.s.PGSQL.5432.lock")
PREFIX = "atmintis-"


def make(home: Path) -> Path:
    """Make the folder, and clear away the one that a killed instance of the same home left."""
    note = home / "run" / "sockets"
    clear(home)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_short_parent()))
    note.write_text(f"{folder}\n")
    return folder


def clear(home: Path) -> None:
    note = home / "run" / "sockets"
    if note.exists():
        folder = Path(note.read_text().strip())
        if folder.name.startswith(PREFIX):
            shutil.rmtree(folder, ignore_errors=True)
        note.unlink()


def _short_parent() -> str | None:
    room = LONGEST_SOCKET_PATH - LONGEST_NAME - len(f"/{PREFIX}12345678")
    fits = (
        folder
        for folder in (tempfile.gettempdir(), "/tmp", "/var/tmp")  # noqa: S108 (mkdtemp is private)
        if len(os.fsencode(folder)) <= room and os.access(folder, os.W_OK | os.X_OK)
    )
    return next(fits, None)
