"""The letters of a printed list: how each is called in its font, and how wide it is.

They come from the font inside the typesetter, so nothing has to be installed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

import pikepdf
import typst
from django.conf import settings

from testimonies.typesetting import DRAWN, FONTS

FONT = "LibertinusSerif"
MAPPED = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>\n")
#: How a page is encoded: each letter is two bytes, half of what hexadecimal digits would take.
BYTES = "latin-1"
#: What has a meaning between the brackets of a text (ISO 32000-1, 7.3.4.2).
MEANT = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\", "\r": r"\r"})
Widths = dict[str, float]  # thousandths of the size


@dataclass(frozen=True)
class _Letters:
    """A font with every letter that it has; names as they are, and as they stand in brackets."""

    source: pikepdf.Pdf  # in which the font lives
    font: Any
    names: _Names
    written: _Names
    widths: Widths


class _Names(dict[int, str]):
    """By code point, for `str.translate`; what the font does not draw is named, never lost."""

    def __missing__(self, code: int) -> str:
        name = "?" if code < ord(" ") else f"[U+{code:04X}]"
        return "".join(self[ord(letter)] for letter in name)


def font() -> Any:
    return _letters().font


@lru_cache(10_000)
def drawn(text: str) -> str:
    """As it stands between brackets on a page, to be encoded as `BYTES`."""
    return text.translate(_letters().written)


def width(text: str, size: float) -> float:
    """Points."""
    letters = _letters()
    names, widths = text.translate(letters.names), letters.widths
    return sum(widths[names[at : at + 2]] for at in range(0, len(names), 2)) * size / 1000


def typeset(template: str, inputs: dict[str, str], **how: Any) -> bytes:
    folder = settings.BASE_DIR / "templates" / "documents"
    made: bytes = typst.compile(
        str(folder / f"{template}.typ"),
        root=str(folder),
        sys_inputs=inputs,
        font_paths=FONTS,
        **{"timestamp": 0, **how},
    )
    return made


@cache
def _letters() -> _Letters:
    """SECURITY: the document is our own; nothing that somebody typed is in it."""
    codes = [
        code
        for first, last in DRAWN
        for code in range(first, last + 1)
        if not chr(code).isspace() and chr(code).isprintable()
    ]
    document = pikepdf.open(BytesIO(typeset("letters", {"codes": json.dumps(codes)})))
    fonts = (font for page in document.pages for font in page.Resources.Font.values())
    font = next(font for font in fonts if FONT in str(font.BaseFont))
    mapped = MAPPED.findall(bytes(font.ToUnicode.read_bytes()))
    names = _Names({int(code, 16): _name(int(name, 16)) for name, code in mapped if int(name, 16)})
    for code in (0xA0, 0x2007, 0x202F):
        names.setdefault(code, names[ord(" ")])
    written = _Names({code: name.translate(MEANT) for code, name in names.items()})
    return _Letters(document, font, names, written, dict(_widths(font.DescendantFonts[0].W)))


def _widths(told: Any) -> Iterator[tuple[str, float]]:
    """``first last width`` or ``first [width …]``, as PDF has it (ISO 32000-1, 9.7.4.3)."""
    left = list(told)
    while left:
        first = int(left.pop(0))
        second = left.pop(0)
        if isinstance(second, pikepdf.Array):
            yield from ((_name(first + n), float(width)) for n, width in enumerate(second))
        else:
            width = float(left.pop(0))
            yield from ((_name(glyph), width) for glyph in range(first, int(second) + 1))


def _name(glyph: int) -> str:
    return glyph.to_bytes(2, "big").decode(BYTES)
