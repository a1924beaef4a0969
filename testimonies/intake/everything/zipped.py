"""A ZIP that is sent while it is made: of no file more than a piece is ever in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.utils.timezone import localtime

PIECE = 1024 * 1024


@dataclass(frozen=True)
class Member:
    """A file of the ZIP. `opened` gives it anew; None where there is nothing to open any more."""

    name: str
    opened: Callable[[], IO[bytes] | None]
    is_compressed: bool = True


class _Outlet:
    """What `zipfile` writes into, and we send on. It cannot go back, and `zipfile` knows how."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, content: bytes, /) -> int:
        self._waiting += content
        return len(content)

    def flush(self) -> None:
        return None

    def close(self) -> None:
        return None

    def take(self) -> bytes:
        content = bytes(self._waiting)
        self._waiting.clear()
        return content


def stream(members: Iterable[Member], *, at: datetime) -> Iterator[bytes]:
    """The bytes of the ZIP, piece by piece. Closes each file, also when nobody takes the rest."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w") as archive:
        for member in members:
            yield from _add(archive, outlet, member, at)
    yield outlet.take()


def _add(
    archive: zipfile.ZipFile, outlet: _Outlet, member: Member, at: datetime
) -> Iterator[bytes]:
    file = member.opened()
    if file is None:
        return
    about = zipfile.ZipInfo(member.name, localtime(at).timetuple()[:6])
    about.compress_type = zipfile.ZIP_DEFLATED if member.is_compressed else zipfile.ZIP_STORED
    with file, archive.open(about, "w", force_zip64=True) as target:
        while piece := file.read(PIECE):
            target.write(piece)
            yield outlet.take()
    yield outlet.take()
