"""What is said is written line by line; of two people at one line the later one is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import EarlierLine, Segment, Transcript
from testimonies.models.earlier_wording import HowItWent
from testimonies.recordings import rules
from testimonies.recordings.actions import holding
from testimonies.recordings.rules import Span
from testimonies.recordings.webvtt import Cue
from testimonies.restraints import policies as restraints


class ChangedMeanwhile(Refusal):
    """Somebody else has changed lines that were changed here; says which."""

    def __init__(self, lines: Iterable[UUID]) -> None:
        super().__init__(
            _(
                "Somebody else has changed a line meanwhile. Nothing was saved, and what you wrote"
                " still stands here. Their words stand beside yours: look, and save again."
            )
        )
        self.lines = frozenset(lines)


@dataclass(frozen=True)
class Line:
    """One segment as somebody wants it; `seen` is the revision from which they wrote."""

    segment: UUID
    seen: int
    span: Span
    speaker: str
    text: str


@dataclass(frozen=True)
class Add:
    span: Span
    speaker: str = ""
    text: str = ""


@dataclass(frozen=True)
class Cut:
    """Into two at a moment. `words` before and after it; None to cut them about there."""

    segment: UUID
    at: int
    words: tuple[str, str] | None = None


@dataclass(frozen=True)
class Join:
    """With the one that follows."""

    segment: UUID


@dataclass(frozen=True)
class Remove:
    segment: UUID


Then = Add | Cut | Join | Remove
WRITTEN = ["start_ms", "end_ms", "told", "revision", "written_by", "written_at"]


@dataclass
class Standing:
    """The lines of a transcript in hand, and which of them are to be kept anew."""

    transcript: Transcript
    lines: dict[UUID, Segment]
    by: User
    at: datetime = field(default_factory=now)
    touched: set[UUID] = field(default_factory=set)
    #: As they stood before, of whatever is changed or removed here.
    earlier: dict[UUID, EarlierLine] = field(default_factory=dict)
    removed: list[Segment] = field(default_factory=list)

    @property
    def duration(self) -> int | None:
        return self.transcript.recording.duration_ms

    def one(self, segment: UUID) -> Segment:
        if segment not in self.lines:
            raise Refusal(_("This line is not there any more."))
        return self.lines[segment]

    def add(self, new: Add) -> None:
        added = Segment(transcript=self.transcript, revision=0)
        self.lines[added.uuid] = added
        self.write(added, new.span, new.speaker, new.text)

    def write(self, segment: Segment, span: Span, speaker: str, text: str) -> None:
        self._keep_as_it_was(segment, HowItWent.CHANGED)
        fitted = rules.fitted(span, self.duration)
        segment.start_ms, segment.end_ms = fitted.start, fitted.end
        segment.told = {"speaker": rules.plain_name(speaker), "text": rules.plain(text)}
        segment.written_by, segment.written_at = self.by, self.at
        if segment.uuid not in self.touched:
            segment.revision += 1
        self.touched.add(segment.uuid)

    def remove(self, segment: Segment, how: HowItWent) -> None:
        self._keep_as_it_was(segment, how)
        del self.lines[segment.uuid]
        self.touched.discard(segment.uuid)
        self.removed.append(segment)

    def _keep_as_it_was(self, segment: Segment, how: HowItWent) -> None:
        """Once for each line: what was never saved is no earlier wording."""
        if segment.uuid in self.earlier:
            self.earlier[segment.uuid].how = how
        elif segment.pk is not None:
            self.earlier[segment.uuid] = EarlierLine(
                transcript=self.transcript,
                line=segment.uuid,
                revision=segment.revision,
                start_ms=segment.start_ms,
                end_ms=segment.end_ms,
                told=segment.told,
                written_by_id=segment.written_by_id,
                written_at=segment.written_at,
                replaced_by=self.by,
                replaced_at=self.at,
                how=how,
            )


@transaction.atomic
def save(
    transcript_id: int, lines: Sequence[Line], *, by: User, then: Then | None = None
) -> Transcript:
    """Keep what was changed in these lines, and `then` do one thing more; all of it, or nothing.

    Idempotent without `then`. Raises `ChangedMeanwhile`.
    """
    transcript = holding.to_write(transcript_id, by)
    standing = _standing(transcript, by)
    _write(standing, lines)
    if then is not None:
        _do(standing, then)
    if not standing.touched and then is None:
        return transcript
    _keep(standing)
    _touch(transcript, by)
    said = _said(transcript, len(standing.touched))
    custody.record("recording.written", transcript.recording, by=by, **said)
    return transcript


@transaction.atomic
def replace_all(transcript_id: int, cues: Sequence[Cue], *, by: User) -> Transcript:
    """What a file of subtitles says stands there instead of everything that stood there."""
    transcript = holding.to_write(transcript_id, by)
    if not cues:
        raise Refusal(_("There is nothing in this file that anybody says."))
    standing = _standing(transcript, by)
    if standing.lines:
        restraints.must_not_be_held(transcript.recording.evidence.case_id)
    for line in list(standing.lines.values()):
        standing.remove(line, HowItWent.FILE)
    for cue in cues:
        standing.add(Add(Span(cue.start, cue.end), cue.speaker, cue.text))
    _keep(standing)
    _touch(transcript, by)
    said = _said(transcript, len(cues))
    custody.record("recording.taken_in", transcript.recording, by=by, **said)
    return transcript


def _standing(transcript: Transcript, by: User) -> Standing:
    return Standing(transcript, {each.uuid: each for each in transcript.segments.all()}, by)


def _write(standing: Standing, lines: Sequence[Line]) -> None:
    """Nothing, before it is sure that nobody else has changed any of them."""
    to_change = [line for line in lines if _differs(line, standing.lines.get(line.segment))]
    conflicts = [line.segment for line in to_change if not _is_as_seen(line, standing)]
    if conflicts:
        raise ChangedMeanwhile(conflicts)
    for line in to_change:
        standing.write(standing.lines[line.segment], line.span, line.speaker, line.text)


def _is_as_seen(line: Line, standing: Standing) -> bool:
    known = standing.lines.get(line.segment)
    return known is not None and known.revision == line.seen


def _differs(line: Line, known: Segment | None) -> bool:
    if known is None:
        return True
    now_there = (known.start_ms, known.end_ms, known.told["speaker"], known.told["text"])
    words = (rules.plain_name(line.speaker), rules.plain(line.text))
    return now_there != (line.span.start, line.span.end, *words)


def _do(standing: Standing, then: Then) -> None:
    match then:
        case Add():
            standing.add(then)
        case Cut():
            _cut(standing, then)
        case Join():
            _join(standing, standing.one(then.segment))
        case Remove():
            restraints.must_not_be_held(standing.transcript.recording.evidence.case_id)
            standing.remove(standing.one(then.segment), HowItWent.REMOVED)


def _cut(standing: Standing, cut: Cut) -> None:
    first = standing.one(cut.segment)
    span, speaker = Span(first.start_ms, first.end_ms), first.told["speaker"]
    if not span.start < cut.at < span.end:
        raise Refusal(_("Choose a moment between the beginning and the end of the line."))
    before, after = cut.words or rules.cut_by_time(first.told["text"], span, cut.at)
    standing.write(first, Span(span.start, cut.at), speaker, before)
    standing.add(Add(Span(cut.at, span.end), speaker, after))


def _join(standing: Standing, first: Segment) -> None:
    later = [each for each in standing.lines.values() if each.start_ms > first.start_ms]
    if not later:
        raise Refusal(_("No line follows this one."))
    second = min(later, key=lambda each: each.start_ms)
    words = "\n".join(each.told["text"] for each in (first, second))
    speaker = first.told["speaker"] or second.told["speaker"]
    span = Span(first.start_ms, second.end_ms)
    standing.remove(second, HowItWent.JOINED)
    standing.write(first, span, speaker, words)


def _keep(standing: Standing) -> None:
    """Once each ends after it begins, inside of its recording, and no two overlap."""
    if len(standing.lines) > rules.MOST_SEGMENTS:
        raise Refusal(_("That is more lines than one version can hold."))
    touched = [each for each in standing.lines.values() if each.uuid in standing.touched]
    for each in touched:
        _must_be_whole(each, standing.duration)
    spans = [Span(each.start_ms, each.end_ms) for each in standing.lines.values()]
    if meeting := rules.first_meeting(spans):
        words = {"first": rules.clock(meeting[0].start), "second": rules.clock(meeting[1].start)}
        raise Refusal(
            _("The line at %(second)s begins before the line at %(first)s has ended.") % words
        )
    EarlierLine.objects.bulk_create(standing.earlier.values())
    Segment.objects.filter(pk__in=[each.pk for each in standing.removed]).delete()
    for each in touched:
        if each.pk is not None:
            each.save(update_fields=WRITTEN)
    Segment.objects.bulk_create(each for each in touched if each.pk is None)
    with connection.cursor() as cursor:  # what the database promises is looked at here and now
        cursor.execute("SET CONSTRAINTS segments_do_not_overlap IMMEDIATE")
        cursor.execute("SET CONSTRAINTS segments_do_not_overlap DEFERRED")


def _must_be_whole(segment: Segment, duration: int | None) -> None:
    at = {"at": rules.clock(segment.start_ms)}
    if segment.start_ms >= segment.end_ms:
        raise Refusal(_("The line at %(at)s ends before it begins.") % at)
    if segment.end_ms > (duration or rules.LONGEST):
        raise Refusal(_("The line at %(at)s ends after the recording.") % at)
    if len(segment.told["text"]) > rules.LONGEST_TEXT:
        raise Refusal(_("The line at %(at)s is too long. Cut it.") % at)
    if len(segment.told["speaker"]) > rules.LONGEST_SPEAKER:
        raise Refusal(_("The name of the speaker at %(at)s is too long.") % at)


def _touch(transcript: Transcript, by: User) -> None:
    transcript.revision += 1
    transcript.changed_by, transcript.changed_at = by, now()
    transcript.save(update_fields=["revision", "changed_by", "changed_at"])


def _said(transcript: Transcript, lines: int) -> dict[str, Any]:
    return {"version": transcript.version, "language": transcript.language, "lines": lines}
