"""A file handed to a browser, whole or in part, so that a broken download goes on."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Self

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from petitions.bundles import places
from petitions.bundles.asice import MEDIA_TYPES
from petitions.bundles.stretches import BLOCK
from petitions.models import Bundle
from testimonies.evidence import ranges
from testimonies.evidence.ranges import NotSatisfiable, Range


@dataclass(frozen=True)
class Lying:
    """A file of ours, and how it is called outside."""

    path: Path
    sha256: str
    name: str
    kind: str

    @classmethod
    def outgoing(cls, bundle: Bundle) -> Self:
        """A bundle as it leaves the house."""
        path = places.outgoing(bundle)
        kind = MEDIA_TYPES.get(path.suffix, "application/octet-stream")
        return cls(path, bundle.outgoing_sha256, path.name, kind)


def answer(
    request: HttpRequest, file: Lying, passes: Callable[[int, int], object]
) -> HttpResponseBase:
    """`passes` writes down the first and the last byte before any leaves; it may refuse."""
    size = file.path.stat().st_size
    try:
        part = ranges.asked(_range(request, file.sha256), size)
    except NotSatisfiable:
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    sent = part or Range(0, size - 1)
    if request.method == "GET":
        passes(sent.first, sent.last)
    return _file(file, size, part)


def _range(request: HttpRequest, sha256: str) -> str:
    """The part asked for, unless it continues another file than this."""
    known = request.headers.get("If-Range", f'"{sha256}"')
    return request.headers.get("Range", "") if known == f'"{sha256}"' else ""


def _file(file: Lying, size: int, part: Range | None) -> StreamingHttpResponse:
    sent = part or Range(0, size - 1)
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Length": str(sent.size),
        "ETag": f'"{file.sha256}"',
        "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530
    }
    if part:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return StreamingHttpResponse(
        _blocks(file.path, sent),
        status=HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK,
        content_type=file.kind,
        headers=headers,
    )


def _blocks(path: Path, part: Range) -> Iterator[bytes]:
    left = part.size
    with path.open("rb") as source:
        source.seek(part.first)
        while left and (block := source.read(min(BLOCK, left))):
            left -= len(block)
            yield block
