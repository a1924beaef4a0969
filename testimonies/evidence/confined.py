"""Files of strangers are opened in a process of their own, with little memory and time.

SECURITY: half a megabyte of PDF can unpack to gigabytes, and so can a picture. That then ends a
child and not the web server, and a hole in a decoder finds neither our keys nor a connection.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from testimonies.evidence import clean_copy, forked
from testimonies.evidence.kinds import PDF, RECORDINGS
from testimonies.evidence.opening import Verdict

JOBS, RECORDED = "testimonies.evidence.jobs", "testimonies.evidence.recording_jobs"


@dataclass(frozen=True)
class Room:
    """How much a job may use, and the `largest` file it may write, in bytes.

    `seconds` are of computing, and twice as many on the clock.
    """

    memory: int
    seconds: int
    largest: int = 256 << 20

    @property
    def limits(self) -> tuple[int, int, int]:
        return self.memory, self.seconds, self.largest


LOOK = Room(memory=640 << 20, seconds=20)
COPY = Room(memory=2 << 30, seconds=300)
#: A recording is decoded and written anew, which takes a film of hours long.
COVER = Room(memory=2 << 30, seconds=7200)


def look(file: IO[bytes], kind: str) -> Verdict:
    """Whether an upload on disk opens. Never raises for what is in the file."""
    said = run(LOOK, "look", kind, file=file, module=_module_for(kind))
    return Verdict(said) if said else Verdict.TOO_MUCH


def copy(original: Path, target: Path, *, kind: str) -> str:
    """Write the clean copy; returns its type. Raises `CannotCopy`."""
    paths = (str(original), str(target))
    said = run(_room_for(kind), "copy", kind, *paths, module=_module_for(kind))
    if not said:
        raise clean_copy.CannotCopy(kind)
    return said


def cover(copy: Path, target: Path, *, kind: str, parts: list[dict[str, Any]]) -> str:
    """Write a clean copy without some parts of it; returns its type. Raises `CannotCopy`.

    `parts` are areas of pages, or times of a recording, as `redactions.parts` tells them.
    """
    told = json.dumps(parts)
    is_played = kind.partition("/")[0] in {"audio", "video"}
    room, module = (_for_recordings(COVER), RECORDED) if is_played else (COPY, JOBS)
    said = run(room, "cover", kind, str(copy), str(target), told, module=module)
    if not said:
        raise clean_copy.CannotCopy(kind)
    return said


def pages(copy: Path, *, kind: str) -> int:
    """How many pages a clean copy has; 0 where it does not say."""
    said = run(LOOK, "pages", kind, str(copy))
    return int(said) if said.isdigit() else 0


def page(copy: Path, target: Path, number: int) -> bool:
    """Draw one page of a clean copy as a picture."""
    return run(COPY, "page", PDF, str(copy), str(target), str(number)) == "drawn"


def length(copy: Path, *, kind: str) -> int:
    """How many milliseconds a clean copy plays; 0 where nobody can say."""
    said = run(COPY, "length", kind, str(copy), module=RECORDED)
    return int(said) if said.isdigit() else 0


def thumbnail(copy: Path, target: Path, *, kind: str) -> bool:
    """A small grey picture of a clean copy. False where there is nothing to see."""
    return run(COPY, "thumbnail", kind, str(copy), str(target)) == "drawn"


def small_png(file: IO[bytes], target: Path) -> Verdict:
    """Draw an upload on disk anew, small and as PNG. Never raises for what is in the file."""
    said = run(LOOK, "small", "", str(target), file=file)
    return Verdict(said) if said else Verdict.TOO_MUCH


def pictures(original: Path, folder: Path, *, kind: str, most: int) -> int:
    """Write each page as a picture; how many pages there are. Raises `CannotCopy`.

    With more pages than `most` no picture is written.
    """
    said = run(COPY, "pictures", kind, str(original), str(folder), str(most))
    if not said.isdigit():
        raise clean_copy.CannotCopy(kind)
    return int(said)


def _module_for(kind: str) -> str:
    return RECORDED if kind in RECORDINGS else JOBS


def _room_for(kind: str) -> Room:
    """A recording is copied as it is, however long; nothing of it is unpacked."""
    if kind not in RECORDINGS:
        return COPY
    return _for_recordings(Room(memory=COPY.memory, seconds=3 * COPY.seconds))


def _for_recordings(room: Room) -> Room:
    return replace(room, largest=settings.UPLOAD_MAX_BYTES)


def run(
    room: Room,
    *job: str,
    file: IO[bytes] | None = None,
    module: str = JOBS,
) -> str:
    """What the child said; empty when it could not do it."""
    with Path(os.devnull).open("rb") as nothing:
        return forked.ask(module, room.limits, job, file or nothing)
