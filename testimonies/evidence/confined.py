"""Files of strangers are opened in a process of their own, with little memory and time.

SECURITY: half a megabyte of PDF can unpack to gigabytes, and so can a picture. That then ends a
child and not the web server, and a hole in a decoder finds neither our keys nor a connection.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from testimonies.evidence import clean_copy, opening, page_pictures, small_picture
from testimonies.evidence.opening import Verdict

CHECKOUT = Path(__file__).resolve().parents[2]
LARGEST_COPY = 256 << 20


@dataclass(frozen=True)
class Room:
    """How much a job may use; `seconds` of computing, and twice as long on the clock."""

    memory: int
    seconds: int


LOOK = Room(memory=640 << 20, seconds=20)
COPY = Room(memory=2 << 30, seconds=300)


def look(file: IO[bytes], kind: str) -> Verdict:
    """Whether an upload on disk opens. Never raises for what is in the file."""
    said = _run(LOOK, "look", kind, file=file)
    return Verdict(said) if said else Verdict.TOO_MUCH


def copy(original: Path, target: Path, *, kind: str) -> str:
    """Write the clean copy; returns its type. Raises `CannotCopy`."""
    said = _run(COPY, "copy", kind, str(original), str(target))
    if not said:
        raise clean_copy.CannotCopy(kind)
    return said


def small_png(file: IO[bytes], target: Path) -> Verdict:
    """Draw an upload on disk anew, small and as PNG. Never raises for what is in the file."""
    said = _run(LOOK, "small", "", str(target), file=file)
    return Verdict(said) if said else Verdict.TOO_MUCH


def pictures(original: Path, folder: Path, *, kind: str, most: int) -> int:
    """Write each page as a picture; how many pages there are. Raises `CannotCopy`.

    With more pages than `most` no picture is written.
    """
    said = _run(COPY, "pictures", kind, str(original), str(folder), str(most))
    if not said.isdigit():
        raise clean_copy.CannotCopy(kind)
    return int(said)


def _run(room: Room, *job: str, file: IO[bytes] | None = None) -> str:
    """What the child said; empty when it could not do it."""
    command = [sys.executable, "-m", "testimonies.evidence.confined"]
    try:
        done = subprocess.run(  # noqa: S603 (our own module; kinds and paths are our own)
            [*command, str(room.memory), str(room.seconds), *job],
            stdin=file or subprocess.DEVNULL,
            capture_output=True,
            check=False,
            cwd=CHECKOUT,
            env={},
            timeout=2 * room.seconds,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode() if done.returncode == 0 else ""


def _confine(memory: int, seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_COPY),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _work(job: str, kind: str, *paths: str) -> str:
    if job == "look":
        return opening.look(sys.stdin.buffer, kind)
    if job == "small":
        return small_picture.make(sys.stdin.buffer, Path(paths[0]))
    original, target = map(Path, paths[:2])
    if job == "pictures":
        return str(page_pictures.make(original, target, kind=kind, most=int(paths[2])))
    return clean_copy.make(original, target, kind=kind)


if __name__ == "__main__":
    _confine(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(_work(*sys.argv[3:]))
