"""What is written of recordings, for the desk and for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from testimonies.models import (
    EarlierLine,
    EarlierPoint,
    Evidence,
    IndexPoint,
    Recording,
    Redaction,
    Segment,
    StoredFile,
    Submission,
    Transcript,
)
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.recording import Stage
from testimonies.models.redaction import Covered
from testimonies.recordings import rules, seen
from testimonies.recordings.rules import Span
from testimonies.recordings.webvtt import MORE, Chapter, Cue
from testimonies.redactions import parts
from testimonies.redactions import queries as redactions
from testimonies.redactions.covering import Veil
from testimonies.redactions.parts import Sense
from testimonies.review.records import names_withheld


def copy_of(paper: Evidence) -> StoredFile | None:
    """The clean copy of something that is played; None for a paper, or while there is none."""
    copy = paper.files.filter(role=FileRole.ACCESS, scan=Scan.CLEAN).first()
    return copy if copy and redactions.is_played(copy) else None


def family(copy: StoredFile) -> str:
    """``audio`` or ``video``; the element of a page in which it is played."""
    return copy.detected_type.partition("/")[0]


def cues_of(transcript: Transcript) -> list[Cue]:
    return [cue_of(each) for each in transcript.segments.order_by("start_ms")]


def chapters_of(recording: Recording) -> list[tuple[Chapter, int]]:
    """Each with its end: where the next one begins, or the recording ends."""
    found = [chapter_of(each) for each in recording.points.order_by("at_ms")]
    return with_ends(found, recording)


def with_ends(chapters: Sequence[Chapter], recording: Recording) -> list[tuple[Chapter, int]]:
    last = (chapters[-1].at if chapters else 0) + rules.SECOND
    ends = [each.at for each in chapters[1:]] + [max(recording.duration_ms or 0, last)]
    return list(zip(chapters, ends, strict=False))


def said_beside(transcript: Transcript, spans: Sequence[Span]) -> list[str]:
    """What the version from which it was made says at the same times; no more is decrypted."""
    source = transcript.made_from
    if source is None or not spans:
        return ["" for _each in spans]
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    near = source.segments.filter(end_ms__gt=first, start_ms__lt=last).order_by("start_ms")
    cues = [cue_of(each) for each in near]
    return [
        "\n".join(cue.text for cue in cues if span.meets(Span(cue.start, cue.end)))
        for span in spans
    ]


@dataclass(frozen=True)
class Leaves:
    """What of one recording may leave in one language, with everything covered."""

    language: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Outside:
    """One recording as it may leave: which file, what is said in it, and its index."""

    paper: UUID
    #: In which it is spoken.
    language: str
    copy: StoredFile
    said: tuple[Leaves, ...]
    chapters: tuple[tuple[Chapter, int], ...]

    @property
    def family(self) -> str:
        return family(self.copy)


def outside(submission: Submission, *, only: UUID | None = None) -> list[Outside]:
    """The recordings of which two people have agreed to a public version.

    SECURITY: whoever shows them asks consent and publication first; this asks neither.
    """
    approved = Transcript.objects.approved().order_by("language")
    papers = submission.evidence.of_the_matter().filter(
        recording__transcripts__in=approved, **({"uuid": only} if only else {})
    )
    veil = None
    found = []
    for paper in papers.select_related("recording").distinct().order_by("received_at", "pk"):
        copy = redactions.file_that_leaves(paper)
        if copy is None or not redactions.is_played(copy):
            continue
        agreed = [
            each
            for each in paper.recording.transcripts.approved().order_by("language")
            if not is_outdated(each)
        ]
        if agreed:
            veil = veil or veil_over(submission)
            found.append(_outside(paper, copy, agreed, veil))
    return found


def is_outdated(transcript: Transcript) -> bool:
    """SECURITY: nobody has asked of its lines what two people covered in words since then.

    Words that somebody says are never just those of an answer, so that a person must listen.
    """
    changed = redactions.words_changed_at(transcript.recording.evidence.case_id)
    agreed = transcript.approved_at
    return agreed is not None and changed is not None and agreed < changed


def is_behind(transcript: Transcript, changed: datetime | None) -> bool:
    """The same of a version that nobody need agree to; `changed` is when words were covered.

    SECURITY: who saves a line has not looked at the others, so that saving does not count.
    """
    looked = transcript.approved_at or transcript.read_up_to
    return changed is not None and looked < changed


def is_behind_its_case(transcript: Transcript) -> bool:
    case_id = transcript.recording.evidence.case_id
    return is_behind(transcript, redactions.words_changed_at(case_id))


def stands_as(transcript: Transcript) -> str:
    """Another one, once words of it, of its proposal, or covered in its case are others."""
    covered = redactions.words_changed_at(transcript.recording.evidence.case_id)
    return seen.digest_of(transcript.revision, str(transcript.proposed_at), str(covered))


def as_read(transcript: Transcript) -> seen.Seen:
    """What whoever reads it again has before them: lines, index, and what is covered."""
    recording = transcript.recording
    points = list(recording.points.order_by("pk").values_list("pk", "revision"))
    covered = redactions.words_changed_at(recording.evidence.case_id)
    return seen.of(transcript.revision, points, str(covered))


def veil_over(submission: Submission) -> Veil:
    """What is covered in words, and everybody who may be alive and was never asked."""
    helper = str((submission.assisted_by or {}).get("name", "")).split()
    hidden = names_withheld(submission) | set(helper)
    return redactions.veil_over(submission.case_id).hiding(hidden)


@dataclass(frozen=True)
class Along:
    """A version that goes along with its recording; `stays` is how many of its lines do not."""

    transcript: Transcript
    cues: tuple[Cue, ...]
    stays: int


def going_along(
    recording: Recording, veil: Veil, *, to_archive: bool
) -> tuple[list[Along], list[tuple[Chapter, int]]]:
    """What is written down of a recording, and its index, for whoever receives the recording.

    An archive keeps every version. An institution gets those that are made to be read, with an
    index that two people have let out. SECURITY: whoever asks knows that the recording may go;
    what words were covered since somebody read a version, nobody has asked of it or the index.
    """
    paper = recording.evidence
    covered = covered_in(paper)
    changed = redactions.words_changed_at(paper.case_id)
    versions = [
        each
        for each in recording.transcripts.order_by("pk")
        if not is_behind(each, changed)
        and (to_archive or rules.is_for_reading(each.version, each.state))
    ]
    along = [
        Along(each, tuple(cues), len(said) - len(cues))
        for each in versions
        if (said := cues_of(each))
        and (to_archive or all(cue.text for cue in said))
        and (cues := _leaving(each, veil, covered))
    ]
    is_agreed = any(each.transcript.state == Stage.APPROVED for each in along)
    if along and (is_agreed or to_archive):
        return along, _index_leaving(recording, veil, covered)
    return along, []


def names_of(papers: Sequence[str]) -> list[str]:
    """By which custody knows the recordings among these papers."""
    found = Recording.objects.filter(evidence__uuid__in=papers).order_by("pk")
    return [str(each) for each in found.values_list("uuid", flat=True)]


def are_still_agreed(stood: Mapping[UUID, datetime]) -> bool:
    """Whether two people still agree to these versions, as they did at those moments."""
    found = Transcript.objects.approved().filter(uuid__in=list(stood))
    return dict(found.values_list("uuid", "approved_at")) == dict(stood)


def as_it_would_leave(transcript: Transcript) -> list[Cue]:
    """Shown to whoever agrees to it, before."""
    paper = transcript.recording.evidence
    assert paper.submission is not None  # noqa: S101  (only what was handed in is written down)
    return _leaving(transcript, veil_over(paper.submission), covered_in(paper))


def index_as_it_would_leave(recording: Recording) -> list[tuple[Chapter, int]]:
    paper = recording.evidence
    assert paper.submission is not None  # noqa: S101
    return _index_leaving(recording, veil_over(paper.submission), covered_in(paper))


def covered_in(paper: Evidence) -> list[Span]:
    """When nothing is heard of it outside. A black picture alone takes no word away."""
    standing = Redaction.objects.standing().filter(evidence=paper, what=Covered.TIMES)
    return [
        Span(int(each.start * rules.SECOND), round(each.end * rules.SECOND) + 1)
        for redaction in standing
        for each in parts.stretches(redaction.anchor["times"])
        if each.sense != Sense.PICTURE
    ]


def _outside(
    paper: Evidence, copy: StoredFile, agreed: Sequence[Transcript], veil: Veil
) -> Outside:
    recording, covered = paper.recording, covered_in(paper)
    return Outside(
        paper=paper.uuid,
        language=recording.language,
        copy=copy,
        said=tuple(Leaves(each.language, tuple(_leaving(each, veil, covered))) for each in agreed),
        chapters=tuple(_index_leaving(recording, veil, covered)),
    )


def _index_leaving(
    recording: Recording, veil: Veil, covered: Sequence[Span]
) -> list[tuple[Chapter, int]]:
    """SECURITY: a title tells of everything up to the next one, so that all of it must be open."""
    return [
        (Chapter(each.at, veil.over(each.title), _each_over(veil, each.more)), end)
        for each, end in chapters_of(recording)
        if not rules.is_covered(Span(each.at, end), covered)
    ]


def _each_over(veil: Veil, told: dict[str, str]) -> dict[str, str]:
    return {key: veil.over(words) for key, words in told.items()}


def _leaving(transcript: Transcript, veil: Veil, covered: Sequence[Span]) -> list[Cue]:
    """SECURITY: a line of which a part is covered stays here as a whole."""
    cues = cues_of(transcript)
    texts = veil.over_each([cue.text for cue in cues])
    return [
        Cue(cue.start, cue.end, text, veil.over(cue.speaker))
        for cue, text in zip(cues, texts, strict=True)
        if not rules.is_covered(Span(cue.start, cue.end), covered)
    ]


def cue_of(segment: Segment | EarlierLine) -> Cue:
    return Cue(segment.start_ms, segment.end_ms, segment.told["text"], segment.told["speaker"])


def chapter_of(point: IndexPoint | EarlierPoint) -> Chapter:
    more = {key: point.told[key] for key in MORE if point.told.get(key)}
    return Chapter(point.at_ms, point.told["title"], more)
