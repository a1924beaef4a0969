"""What is typed into a form that carries files, heard while it comes in.

Django lets go of a form whose words are too many in the midst of reading it. What has gone by is
nowhere any more, so it is kept here until the form is understood; of the files nothing is.
"""

from __future__ import annotations

import re
from typing import IO

from django.http import HttpRequest

#: Bytes of words, of all fields together.
MOST = 24 * 1024 * 1024
#: Bytes that are still read to hear the rest, files and all.
MOST_UNREAD = 64 * 1024 * 1024
MOST_OF_HEAD = 8 * 1024
PIECE = 64 * 1024
NAME = re.compile(rb'[; ]name="([^"]*)"')
BOUNDARY = re.compile(r'boundary="?([^";,]{1,200})')


class Heard:
    """The stream of a request, and the fields that have gone by in it."""

    def __init__(self, stream: IO[bytes], boundary: bytes) -> None:
        self.stream = stream
        self.end = b"\r\n--" + boundary
        #: Before the first boundary stands nothing that anybody wrote.
        self.rest, self.is_in_head = b"\r\n", False
        self.fields: list[tuple[bytes, bytearray]] = []
        self.kept = 0
        self._words: bytearray | None = None

    def read(self, size: int = -1) -> bytes:
        came = self.stream.read(size)
        self._hear(came)
        return came

    def readline(self, size: int = -1) -> bytes:
        came = self.stream.readline(size)
        self._hear(came)
        return came

    def _hear(self, came: bytes) -> None:
        self.rest += came
        while self._begin_part() if self.is_in_head else self._end_part():
            pass

    def _begin_part(self) -> bool:
        head, found, rest = self.rest.partition(b"\r\n\r\n")
        if not found:
            self.rest = self.rest[-MOST_OF_HEAD:]
            return False
        self.rest, self.is_in_head, name = rest, False, NAME.search(head)
        self._words = None
        if name and b"filename" not in head.lower():
            self._words = bytearray()
            self.fields.append((name[1], self._words))
        return True

    def _end_part(self) -> bool:
        words, found, rest = self.rest.partition(self.end)
        if not found:  # what comes next may complete it
            words, rest = self.rest[: -len(self.end)], self.rest[-len(self.end) :]
        self.rest, self.is_in_head = rest, bool(found)
        if self._words is not None:
            self.kept += len(words)
            if self.kept <= MOST:
                self._words += words
        return bool(found)


def listen(request: HttpRequest) -> None:
    """Call it before anything reads the form."""
    boundary = BOUNDARY.search(request.META.get("CONTENT_TYPE", ""))
    if request.content_type == "multipart/form-data" and boundary:
        request._stream = Heard(request._stream, boundary[1].encode())  # type: ignore[assignment]


def of(request: HttpRequest) -> list[tuple[bytes, bytes]]:
    """Every field by its name, once the rest has come; nothing where that is too much."""
    heard = request._stream
    if not isinstance(heard, Heard):
        return []
    for _piece in range(MOST_UNREAD // PIECE):
        if heard.kept > MOST or not heard.read(PIECE):
            break
    return [] if heard.kept > MOST else [(name, bytes(words)) for name, words in heard.fields]
