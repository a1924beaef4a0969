"""How lines of a transcript, and points of an index, stood before somebody changed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Count, Min

from testimonies.models import EarlierLine, EarlierPoint, Recording, Transcript
from testimonies.models.earlier_wording import HowItWent
from testimonies.recordings import queries
from testimonies.recordings.webvtt import Chapter, Cue

Said = TypeVar("Said", Cue, Chapter)

#: What its own writer changes again so soon was only being written, and saved meanwhile.
A_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class Wording(Generic[Said]):
    """Who is named by the address with which they sign in; nobody where that was not kept."""

    said: Said
    written_by: str
    since: datetime | None
    replaced_by: str
    until: datetime
    how: HowItWent
    #: Somebody was in the middle of it.
    is_passing: bool


@dataclass(frozen=True)
class Changed(Generic[Said]):
    """A line or point with what it said before, the newest first.

    `now_there` where it still stands; `at` is its moment now, or where it stood last.
    """

    key: UUID
    at: int
    now_there: Said | None
    wordings: tuple[Wording[Said], ...]

    @property
    def stood(self) -> list[Wording[Said]]:
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


def of_lines(transcript: Transcript, lines: Sequence[UUID]) -> list[Changed[Cue]]:
    """In the order of `lines`. Whatever was kept of them is decrypted here."""
    kept = EarlierLine.objects.filter(transcript=transcript, line__in=lines)
    by_line: dict[UUID, list[Wording[Cue]]] = defaultdict(list)
    for each in kept.select_related("written_by", "replaced_by").order_by("-revision"):
        by_line[each.line].append(_wording(each, queries.cue_of(each)))
    segments = transcript.segments.filter(uuid__in=lines)
    there = {each.uuid: queries.cue_of(each) for each in segments}
    return _changed(lines, by_line, there, lambda cue: cue.start)


def changed_points(recording: Recording) -> list[UUID]:
    """In the order in which they stand, or stood first, in the recording."""
    kept = EarlierPoint.objects.filter(recording=recording).values("point")
    found = kept.annotate(first=Min("at_ms")).order_by("first", "point")
    return [each["point"] for each in found]


def of_points(recording: Recording, points: Sequence[UUID]) -> list[Changed[Chapter]]:
    """In the order of `points`. Whatever was kept of them is decrypted here."""
    kept = EarlierPoint.objects.filter(recording=recording, point__in=points)
    by_point: dict[UUID, list[Wording[Chapter]]] = defaultdict(list)
    for each in kept.select_related("written_by", "replaced_by").order_by("-revision"):
        by_point[each.point].append(_wording(each, queries.chapter_of(each)))
    standing = recording.points.filter(uuid__in=points)
    there = {each.uuid: queries.chapter_of(each) for each in standing}
    return _changed(points, by_point, there, lambda chapter: chapter.at)


def _changed(
    order: Sequence[UUID],
    wordings: Mapping[UUID, Sequence[Wording[Said]]],
    there: Mapping[UUID, Said],
    moment: Callable[[Said], int],
) -> list[Changed[Said]]:
    return [
        Changed(
            key,
            moment(there[key] if key in there else wordings[key][0].said),
            there.get(key),
            tuple(wordings[key]),
        )
        for key in order
        if wordings.get(key)
    ]


def _wording(kept: EarlierLine | EarlierPoint, said: Said) -> Wording[Said]:
    return Wording(
        said=said,
        written_by=kept.written_by.email if kept.written_by else "",
        since=kept.written_at,
        replaced_by=kept.replaced_by.email,
        until=kept.replaced_at,
        how=HowItWent(kept.how),
        is_passing=_is_passing(kept),
    )


def _is_passing(kept: EarlierLine | EarlierPoint) -> bool:
    return (
        kept.how == HowItWent.CHANGED
        and kept.written_by_id == kept.replaced_by_id
        and kept.written_at is not None
        and kept.replaced_at - kept.written_at < A_MOMENT
    )
