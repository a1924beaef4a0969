"""What is said in recordings, decided without the database: times, words, and versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize
from uuid import UUID

from testimonies.models.recording import Stage, Version

SECOND, MINUTE, HOUR, SIXTY = 1_000, 60_000, 3_600_000, 60
#: As long as a day: no recording that we take is longer.
LONGEST = 24 * HOUR
#: A player may say that it stands a little behind the end.
BEYOND = SECOND
MOST_SEGMENTS = 10_000
LONGEST_TEXT, LONGEST_SPEAKER = 5_000, 80
#: ``4.5``, ``1:04.500``, ``1:02:04,5``
MOMENT = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,5})(?:[.,](\d{1,3}))?", re.ASCII)
#: From which version another one is made.
MADE_FROM: dict[str, frozenset[str]] = {
    Version.VERBATIM: frozenset(),
    Version.EDITED: frozenset({Version.VERBATIM}),
    Version.TRANSLATION: frozenset({Version.VERBATIM, Version.EDITED}),
    Version.PUBLIC: frozenset({Version.EDITED, Version.TRANSLATION}),
}


@dataclass(frozen=True)
class Span:
    """From one moment to another, in milliseconds; the end does not belong to it."""

    start: int
    end: int

    def meets(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def read_moment(typed: str) -> int | None:
    """In milliseconds; None for what is no time of a player."""
    found = MOMENT.fullmatch(typed.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(found[part] or 0) for part in (1, 2, 3))
    is_clock = (found[2] is None or seconds < SIXTY) and (found[1] is None or minutes < SIXTY)
    told = hours * HOUR + minutes * MINUTE + seconds * SECOND
    told += int((found[4] or "0").ljust(3, "0"))
    return told if is_clock and told <= LONGEST else None


def read_key(typed: str) -> UUID | None:
    """Of a line, as its fields are named."""
    try:
        return UUID(hex=typed)
    except ValueError:
        return None


def clock(at: int) -> str:
    """``01:04.500``, and with hours where there are any."""
    seconds, rest = divmod(at, SECOND)
    minutes, seconds = divmod(seconds, SIXTY)
    hours, minutes = divmod(minutes, SIXTY)
    told = f"{minutes:02}:{seconds:02}.{rest:03}"
    return f"{hours}:{told}" if hours else told


def in_minutes(at: int) -> str:
    """``1:04``, for whoever reads and does not count."""
    hours, minutes, seconds = at // HOUR, at // MINUTE % SIXTY, at // SECOND % SIXTY
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def plain(text: str) -> str:
    """As it is kept: letters put together, one kind of line end, and no empty line.

    An empty line would end what is said in a file of subtitles.
    """
    told = normalize("NFC", re.sub(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text))
    lines = (line.strip() for line in told.replace("\x00", "").split("\n"))
    return "\n".join(line for line in lines if line)


def plain_name(speaker: str) -> str:
    return " ".join(plain(speaker).split())


def first_meeting(spans: Iterable[Span]) -> tuple[Span, Span] | None:
    """The first two that overlap."""
    order = sorted(spans, key=lambda span: (span.start, span.end))
    return next((pair for pair in pairwise(order) if pair[0].meets(pair[1])), None)


def fitted(span: Span, duration: int | None) -> Span:
    """What ends a little behind the recording ends with it."""
    if duration is not None and duration < span.end <= duration + BEYOND:
        return Span(span.start, duration)
    return span


def cut_by_time(text: str, span: Span, at: int) -> tuple[str, str]:
    """Where nobody says between which words: about there, and never inside of a word."""
    words = text.split(" ")
    share = (at - span.start) / (span.end - span.start)
    before = round(len(words) * share)
    return " ".join(words[:before]), " ".join(words[before:])


def is_for_reading(version: str, state: str) -> bool:
    """Word for word is for whoever keeps or checks it; a public version needs its two people."""
    is_agreed = state == Stage.APPROVED
    return is_agreed if version == Version.PUBLIC else version != Version.VERBATIM


def is_covered(span: Span, covered: Sequence[Span]) -> bool:
    return any(span.meets(each) for each in covered)
