"""A private file handed to a browser, whole or in part, so that a recording can be sought."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from testimonies.evidence import ranges
from testimonies.evidence.ranges import NotSatisfiable, Range

if TYPE_CHECKING:
    from typing import IO

    from django.http.response import HttpResponseBase

    from testimonies.evidence.actions import HandedOut

AT_ONCE = 256 * 1024


class Bytes:
    """A part of an open file, a little at a time; the file is closed with the answer."""

    def __init__(self, file: IO[bytes], part: Range) -> None:
        file.seek(part.first)
        self._file, self._left = file, part.size

    def __iter__(self) -> Bytes:
        return self

    def __next__(self) -> bytes:
        content = self._file.read(min(AT_ONCE, self._left))
        if not content:
            raise StopIteration
        self._left -= len(content)
        return content

    def close(self) -> None:
        self._file.close()


def is_asked(request: HttpRequest) -> bool:
    return "Range" in request.headers


def answer(
    request: HttpRequest, file: HandedOut, *, name: str, is_shown: bool = True
) -> HttpResponseBase:
    """One range is answered (206), one beyond the end refused (416); all else is the whole."""
    try:
        part = ranges.asked(_range(request, file.mark), file.size)
    except NotSatisfiable:
        file.file.close()
        return HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers={"Content-Range": f"bytes */{file.size}", "Accept-Ranges": "bytes"},
        )
    sent = part or Range(0, file.size - 1)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": content_disposition_header(not is_shown, name),
        "Content-Length": str(sent.size),
        "ETag": file.mark,
    }
    if part:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{file.size}"
    return StreamingHttpResponse(
        Bytes(file.file, sent),
        status=HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK,
        content_type=file.type,
        headers=headers,
    )


def _range(request: HttpRequest, mark: str) -> str:
    """The part asked for, unless it continues another file than this."""
    known = request.headers.get("If-Range", mark)
    return request.headers.get("Range", "") if known == mark else ""
