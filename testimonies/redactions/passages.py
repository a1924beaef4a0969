"""Where words stand in an answer, so that a redaction never slips.

Pure. A place is counted in the plain form of the answer: its letters put together (NFC), its
lines ended in one way, without the space around it, as rows and pages show it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

Place = tuple[int, int]
#: More of an answer than that is no passage any more.
LONGEST = 4_000


@dataclass(frozen=True)
class Passage:
    """Words of an answer, and where in it they stand."""

    start: int
    end: int
    words: str
    #: Covered wherever else they stand in the case, too.
    everywhere: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest()

    def as_plain(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "sha256": self.sha256,
            "everywhere": self.everywhere,
        }


def plain(text: str) -> str:
    return normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def find(answer: str, words: str) -> list[Place]:
    """Where exactly these words stand, however the space between them is written."""
    return _places(answer, words)


def everywhere(text: str, words: str) -> list[Place]:
    """The same in capitals or not, and never inside of a longer word."""
    told = plain(words)
    before = r"(?<!\w)" if told[:1].isalnum() else ""
    after = r"(?!\w)" if told[-1:].isalnum() else ""
    return _places(text, words, before, after, flags=re.IGNORECASE)


def still_there(answer: str, anchor: dict[str, Any]) -> Place:
    """The place of a redaction. All of the answer, if something else stands there now."""
    start, end = int(anchor["start"]), int(anchor["end"])
    digest = hashlib.sha256(answer[start:end].encode()).hexdigest()
    return (start, end) if digest == anchor["sha256"] else (0, len(answer))


def _places(
    text: str, words: str, before: str = "", after: str = "", *, flags: int = 0
) -> list[Place]:
    parts = [re.escape(part) for part in plain(words).split()]
    wanted = before + r"\s+".join(parts) + after
    return [found.span() for found in re.finditer(wanted, text, flags)] if parts else []
