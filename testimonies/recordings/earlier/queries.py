"""How lines of a transcript stood before somebody changed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min

from testimonies.models import EarlierLine, Segment, Transcript
from testimonies.models.earlier_line import HowItWent
from testimonies.recordings.webvtt import Cue

#: What its own writer changes again so soon was only being written, and saved meanwhile.
A_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class Wording:
    """Who is named by the address with which they sign in; nobody where that was not kept."""

    cue: Cue
    written_by: str
    since: datetime | None
    replaced_by: str
    until: datetime
    how: HowItWent
    #: Somebody was in the middle of it.
    is_passing: bool


@dataclass(frozen=True)
class ChangedLine:
    """A line with what it said before, the newest first; `now_there` where it still stands."""

    line: UUID
    now_there: Cue | None
    wordings: tuple[Wording, ...]

    @property
    def at(self) -> int:
        return (self.now_there or self.wordings[0].cue).start

    @property
    def stood(self) -> list[Wording]:
        return [each for each in self.wordings if not each.is_passing]

    @property
    def passing(self) -> int:
        return len(self.wordings) - len(self.stood)


def changed_lines(transcript: Transcript) -> list[UUID]:
    """In the order in which they stand, or stood first, in the recording."""
    kept = EarlierLine.objects.filter(transcript=transcript).values("line")
    found = kept.annotate(first=Min("start_ms")).order_by("first", "line")
    return [each["line"] for each in found]


def numbers_of(lines: Iterable[UUID]) -> dict[UUID, int]:
    """How many earlier wordings each of these lines has, where it has any."""
    kept = EarlierLine.objects.filter(line__in=list(lines)).values("line")
    return {each["line"]: each["number"] for each in kept.annotate(number=Count("pk"))}


def of_lines(transcript: Transcript, lines: Sequence[UUID]) -> list[ChangedLine]:
    """In the order of `lines`. Whatever was kept of them is decrypted here."""
    kept = EarlierLine.objects.filter(transcript=transcript, line__in=lines)
    by_line: dict[UUID, list[EarlierLine]] = defaultdict(list)
    for each in kept.select_related("written_by", "replaced_by").order_by("-revision"):
        by_line[each.line].append(each)
    there = {each.uuid: each for each in transcript.segments.filter(uuid__in=lines)}
    return [
        ChangedLine(
            line,
            _cue(there[line]) if line in there else None,
            tuple(_wording(each) for each in by_line[line]),
        )
        for line in lines
        if by_line[line]
    ]


def _wording(kept: EarlierLine) -> Wording:
    return Wording(
        cue=_cue(kept),
        written_by=kept.written_by.email if kept.written_by else "",
        since=kept.written_at,
        replaced_by=kept.replaced_by.email,
        until=kept.replaced_at,
        how=HowItWent(kept.how),
        is_passing=_is_passing(kept),
    )


def _is_passing(kept: EarlierLine) -> bool:
    return (
        kept.how == HowItWent.CHANGED
        and kept.written_by_id == kept.replaced_by_id
        and kept.written_at is not None
        and kept.replaced_at - kept.written_at < A_MOMENT
    )


def _cue(line: EarlierLine | Segment) -> Cue:
    return Cue(line.start_ms, line.end_ms, line.told["text"], line.told["speaker"])
