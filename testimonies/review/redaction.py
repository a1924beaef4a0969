"""Covers names in a text that is to become public."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

COVER = "[…]"  # always the same length: a longer cover would tell the length of the name
INITIAL = 2
WITHOUT_STROKE = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O"}
SHORT = 4


def cover(text: str, names: Iterable[str]) -> str:
    """The text with every word covered that is one of the names, or one of them inflected.

    Endings change in all our languages (Jonaitis, Jonaičio, Jonaitytė), so a word counts that
    begins as a name does, with its accents or without, however the letters are coded. Rather one
    word too many than one too few; a person reads it after.
    """
    text = normalize("NFC", text)
    forms = {_forms(word) for name in names for word in re.findall(r"\w+", _plain(name))}
    if not forms:
        return text
    longest_first = sorted(forms, key=len, reverse=True)
    named = re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE)
    parts, end = [], 0
    for found in named.finditer(_plain(text)):
        parts += [text[end : found.start()], COVER]
        end = found.end()
    return "".join([*parts, text[end:]])


def _plain(text: str) -> str:
    """Letter by letter without its accent, so that places in it are places in the text."""
    letters = normalize("NFC", text)
    return "".join(WITHOUT_STROKE.get(each) or normalize("NFD", each)[0] for each in letters)


def _forms(name: str) -> str:
    """A pattern for most forms of a name."""
    if len(name) <= INITIAL:
        return re.escape(name)
    if len(name) <= SHORT:
        return re.escape(name) + r"\w{0,2}"
    return re.escape(name[: max(SHORT, len(name) // 2 + 1)]) + r"\w*"
