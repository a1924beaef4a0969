"""In which encoding a text is written: as it says itself, or as somebody says. No guess."""

from __future__ import annotations

import codecs

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What somebody can choose, and what it is mostly met in.
CHOICES = (
    ("utf-8", "UTF-8"),
    ("cp1257", "Windows-1257"),
    ("cp1251", "Windows-1251"),
    ("cp1250", "Windows-1250"),
    ("cp1252", "Windows-1252"),
    ("iso8859_13", "ISO 8859-13"),
    ("iso8859_4", "ISO 8859-4"),
    ("iso8859_2", "ISO 8859-2"),
    ("koi8_u", "KOI8-U"),
    ("cp866", "DOS 866"),
    ("cp775", "DOS 775"),
    ("utf-16", "UTF-16"),
)
HEAD = 4096


def of(head: bytes) -> str:
    """By the first bytes: a mark, or the zeros between the letters of UTF-16. Else UTF-8."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if b"\x00" not in head:
        return "utf-8"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even == odd:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"
