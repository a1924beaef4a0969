"""What is too large, or sent where no file is asked for, is dropped while it comes in.

The rest of the page is kept. SECURITY: nothing else bounds what anybody can make us write to disk.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

from testimonies.evidence import inspection, sent_words

log = logging.getLogger(__name__)

MARK = "atmintis.too_large"
NO_ROOM = "atmintis.no_room"


class NoFiles(FileUploadHandler):
    """For every address that has not said that it takes files."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        raise SkipFile

    def file_complete(self, file_size: int) -> None:
        return None


class SizeLimit(FileUploadHandler):
    """Counts all that one form sends, and passes it on to the handlers after it."""

    def __init__(self, request: HttpRequest | None = None, *, most: int | None = None) -> None:
        super().__init__(request)
        self.received = 0
        self.most = settings.EVIDENCE_MAX_BYTES if most is None else most

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > self.most:
            if self.request is not None:
                self.request.META[MARK] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class InMemory(MemoryFileUploadHandler):
    """However long the form says that it is: `SizeLimit` before it bounds what gets here."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True


class WhileThereIsRoom(TemporaryFileUploadHandler):
    """A full disk costs the file, and not the words on the page."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError as error:
            log.error("no room for an upload: %s", error.strerror)
            if self.request is not None:
                self.request.META[NO_ROOM] = True
            raise SkipFile from error


def take_files(request: HttpRequest, *, most: int | None = None) -> None:
    """Call it before anything reads the form."""
    sent_words.listen(request)
    request.upload_handlers = [
        SizeLimit(request, most=most),
        MemoryFileUploadHandler(request),
        WhileThereIsRoom(request),
    ]


def take_one_in_memory(request: HttpRequest, *, most: int) -> None:
    """The same for a file that nobody may find on our disk as it came; it is read in one piece."""
    sent_words.listen(request)
    request.upload_handlers = [SizeLimit(request, most=most), InMemory(request)]


def was_exceeded(request: HttpRequest) -> bool:
    """Ask after reading POST."""
    return bool(request.POST is not None and request.META.get(MARK))


def lost_on_the_way(request: HttpRequest) -> str:
    """Why a file that was sent did not arrive, in words for the sender. Ask after reading POST."""
    if was_exceeded(request):
        return inspection.too_large()
    return inspection.no_room() if request.META.get(NO_ROOM) else ""
