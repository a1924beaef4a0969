"""A file that is too large is dropped while it comes in; the rest of the page is kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MARK = "atmintis.too_large"


class SizeLimit(FileUploadHandler):
    """Counts each file, and passes its content on to the handlers after it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.EVIDENCE_MAX_BYTES:
            if self.request is not None:
                self.request.META[MARK] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def was_exceeded(request: HttpRequest) -> bool:
    """Ask after reading POST."""
    return bool(request.POST is not None and request.META.get(MARK))
