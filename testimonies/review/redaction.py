"""Covers names in a text that is to become public."""

from __future__ import annotations

import re
from collections.abc import Iterable

COVER = "[…]"  # always the same length: a longer cover would tell the length of the name
INITIAL = 2
SHORT = 4


def cover(text: str, names: Iterable[str]) -> str:
    """The text with every word covered that is one of the names, or one of them inflected.

    Endings change in all our languages (Jonaitis, Jonaičio, Jonaitytė), so a word counts that
    begins as a name does. Rather one word too many than one too few; a person reads it after.
    """
    forms = {_forms(word) for name in names for word in re.findall(r"\w+", name)}
    if not forms:
        return text
    longest_first = sorted(forms, key=len, reverse=True)
    return re.sub(rf"\b(?:{'|'.join(longest_first)})\b", COVER, text, flags=re.IGNORECASE)


def _forms(name: str) -> str:
    """A pattern for most forms of a name."""
    if len(name) <= INITIAL:
        return re.escape(name)
    if len(name) <= SHORT:
        return re.escape(name) + r"\w{0,2}"
    return re.escape(name[: max(SHORT, len(name) // 2 + 1)]) + r"\w*"
