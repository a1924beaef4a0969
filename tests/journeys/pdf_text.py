"""The words of a PDF, as its own map from glyphs to letters gives them."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf

Letters = dict[int, str]


def words_of(content: bytes) -> str:
    """Everything that is written, without the spaces: typesetting moves those about."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return "".join(_words_on(page) for page in document.pages)


def _words_on(page: Any) -> str:
    fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
    written, letters = [], Letters()
    for step in pikepdf.parse_content_stream(page):
        operands: Any = step.operands
        match str(step.operator):
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj":
                written.append(_read(operands[0], letters))
            case "TJ":
                parts = (each for each in operands[0] if isinstance(each, pikepdf.String))
                written.extend(_read(part, letters) for part in parts)
    return "".join("".join(written).split())


def _read(text: Any, letters: Letters) -> str:
    raw = bytes(text)
    pairs = (int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2))
    return "".join(letters.get(pair, "") for pair in pairs)


def _letters(font: Any) -> Letters:
    """ToUnicode (ISO 32000-2, 9.10.3): single glyphs and ranges."""
    stated = font.ToUnicode.read_bytes().decode("latin-1")
    letters = Letters()
    for block in re.findall(r"beginbfchar(.*?)endbfchar", stated, re.DOTALL):
        for glyph, letter in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            letters[int(glyph, 16)] = _utf16(letter)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", stated, re.DOTALL):
        for first, last, letter in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + step] = chr(ord(_utf16(letter)) + step)
    return letters


def _utf16(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be")
