"""A form that is too long for us goes back to whoever wrote it, as it came, piece by piece.

It is held once, as the bytes that came, and never whole as text: a form is six bytes a letter in
Cyrillic, and what a page is made of would be as much again several times.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape

from testimonies.evidence import sent_words

FORM = "application/x-www-form-urlencoded"
#: Bytes that still go back. More than a draft can hold, in any script, is less than that.
MOST = sent_words.MOST
PIECE = 64 * 1024
#: Where the words will stand. It cannot be in a template, and nobody's words are searched for it.
SLOT = "\ue000words\ue001"
SECRET = (b"csrfmiddlewaretoken", b"private_key", b"token")


@dataclass(frozen=True)
class Written:
    """Words of one control, where they lie among the bytes that came."""

    body: bytes
    start: int
    end: int
    #: As a form without files writes them: ``+`` for a space, and ``%``.
    is_quoted: bool = True

    def in_pieces(self) -> Iterator[str]:
        decoder = getincrementaldecoder("utf-8")("replace")
        start = self.start
        while start < self.end:
            stop = self._end_of_piece(start)
            piece = self.body[start:stop]
            plain = unquote_to_bytes(piece.replace(b"+", b" ")) if self.is_quoted else piece
            yield escape(decoder.decode(plain))
            start = stop
        yield escape(decoder.decode(b"", final=True))

    def _end_of_piece(self, start: int) -> int:
        stop = min(start + PIECE, self.end)
        if not self.is_quoted or stop == self.end:
            return stop
        cut = self.body.rfind(b"%", max(start, stop - 2), stop)  # never between % and its digits
        return cut if start < cut else stop


def page(request: HttpRequest, template: str) -> Iterator[str]:
    """The page with what came, read now. Empty of words where it is no such form, or too much."""
    written = _beside_files(request) if request.content_type != FORM else _alone(_read(request))
    yield from _filled(request, template, list(written))


def _read(request: HttpRequest) -> bytes:
    """Django refuses by the length alone, and has read nothing yet."""
    length = request.META.get("CONTENT_LENGTH", "")
    if not length.isdigit() or int(length) > MOST:
        return b""
    return request.read(int(length))


def _filled(request: HttpRequest, template: str, texts: list[Written]) -> Iterator[str]:
    made = render_to_string(template, {"typed": [SLOT] * len(texts)}, request)
    first, *others = made.split(SLOT)
    yield first
    for text, after in zip(texts, others, strict=True):
        yield from text.in_pieces()
        yield after


def _beside_files(request: HttpRequest) -> Iterator[Written]:
    """Of a form that carries files, whatever was not one."""
    for name, words in sent_words.of(request):
        if _is_told(name, len(words)):
            yield Written(words, 0, len(words), is_quoted=False)


def _alone(body: bytes) -> Iterator[Written]:
    """Where in the form the words of each control begin and end; without what nobody wrote."""
    start = 0
    while start < len(body):
        end = body.find(b"&", start)
        end = len(body) if end < 0 else end
        begin = body.find(b"=", start, end) + 1
        name = body[start : begin - 1] if begin else b""
        if begin and _is_told(name, end - begin):
            yield Written(body, begin, end)
        start = end + 1


def _is_told(name: bytes, length: int) -> bool:
    return length > settings.SHORT_ANSWER and name not in SECRET and b"password" not in name
