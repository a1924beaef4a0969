"""One thing that happened to a petition, in the words of feeds and pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """`key` stays the same for ever; with the petition it names the event.

    `words` may be an institution's own, in `words_language`; `web_address` is a page of theirs.
    """

    key: str
    at: datetime
    title: str
    words: str = ""
    words_language: str = ""
    web_address: str = ""
