"""A form that is too long for us goes back to whoever wrote it, as it came, piece by piece.

It is held once, as the bytes that came, and never whole as text: a form is six bytes a letter in
Cyrillic, and what a page is made of would be as much again several times.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape

FORM = "application/x-www-form-urlencoded"
#: Bytes that still go back. More than a draft can hold, in any script, is less than that.
MOST = 24 * 1024 * 1024
PIECE = 64 * 1024
#: Where the words will stand. It cannot be in a template, and nobody's words are searched for it.
SLOT = "\ue000words\ue001"
SECRET = (b"csrfmiddlewaretoken", b"token")


def page(request: HttpRequest, template: str) -> Iterator[str]:
    """The page with what came, read now. Empty of words where it is no such form, or too much."""
    body = _read(request)
    yield from _filled(request, template, list(_long_values(body)), body)


def _read(request: HttpRequest) -> bytes:
    """Django refuses by the length alone, and has read nothing yet."""
    length = request.META.get("CONTENT_LENGTH", "")
    if request.content_type != FORM or not length.isdigit() or int(length) > MOST:
        return b""
    return request.read(int(length))


def _filled(
    request: HttpRequest, template: str, places: list[tuple[int, int]], body: bytes
) -> Iterator[str]:
    made = render_to_string(template, {"typed": [SLOT] * len(places)}, request)
    first, *others = made.split(SLOT)
    yield first
    for (start, end), after in zip(places, others, strict=True):
        yield from _words(body, start, end)
        yield after


def _long_values(body: bytes) -> Iterator[tuple[int, int]]:
    """Where in the form the words of each control begin and end; without what nobody wrote."""
    start = 0
    while start < len(body):
        end = body.find(b"&", start)
        end = len(body) if end < 0 else end
        begin = body.find(b"=", start, end) + 1
        name = body[start : begin - 1] if begin else b""
        if begin and end - begin > settings.SHORT_ANSWER and not _is_secret(name):
            yield begin, end
        start = end + 1


def _is_secret(name: bytes) -> bool:
    return name in SECRET or b"password" in name


def _words(body: bytes, start: int, end: int) -> Iterator[str]:
    decoder = getincrementaldecoder("utf-8")("replace")
    while start < end:
        stop = min(start + PIECE, end)
        cut = body.rfind(b"%", max(start, stop - 2), stop)  # never between % and its two digits
        stop = cut if start < cut and stop < end else stop
        yield escape(decoder.decode(unquote_to_bytes(body[start:stop].replace(b"+", b" "))))
        start = stop
    yield escape(decoder.decode(b"", final=True))
