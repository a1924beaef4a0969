"""What is said in a recording as plain data: for whoever told it, and for a court."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from testimonies.models import (
    Case,
    Evidence,
    IndexPoint,
    Recording,
    Segment,
    Submission,
    Transcript,
)
from testimonies.recordings import queries, webvtt
from testimonies.recordings.earlier import queries as earlier
from testimonies.recordings.earlier.queries import Wording
from testimonies.recordings.webvtt import MORE, Chapter, Cue


def of_paper(paper: Evidence, *, beside: str) -> dict[str, Any] | None:
    """Everything that is written down of it, in each version; None where nothing is.

    `beside` is the name of its file, beside which those of subtitles lie.
    SECURITY: for the holder of the case alone, since nothing is covered here.
    """
    recording = Recording.objects.filter(evidence=paper).first()
    if recording is None:
        return None
    return {
        "language": recording.language,
        "milliseconds": recording.duration_ms,
        "versions": [
            {
                "version": each.version,
                "language": each.language,
                "state": each.state,
                "file": f"{beside}.{each.version}.{each.language}.vtt",
                "lines": [_line(cue) for cue in queries.cues_of(each)],
                "earlier": [
                    {**_line(wording.said), **_stood(wording)}
                    for _line_of, wording in _earlier(each)
                ],
            }
            for each in recording.transcripts.order_by("pk")
        ],
        "index_file": f"{beside}.index.vtt",
        "index": [_point(*each) for each in queries.chapters_of(recording)],
        "index_earlier": [
            {**_title(wording.said), **_stood(wording)}
            for _point_of, wording in _earlier_points(recording)
        ],
    }


def files_of(said: dict[str, Any] | None) -> dict[str, str]:
    """Each version and the index as files of subtitles (WebVTT), by their names."""
    if said is None:
        return {}
    files = {each["file"]: webvtt.write(map(_cue, each["lines"])) for each in said["versions"]}
    if said["index"]:
        files[said["index_file"]] = webvtt.write_index(map(_chapter, said["index"]))
    return files


def going_along(
    paper: Evidence, submission: Submission, *, to_archive: bool = False
) -> dict[str, Any] | None:
    """The same, as it leaves with the recording; None where nothing of it does.

    ``stored`` is for whoever asks later whether it may still go, and for nobody outside.
    """
    recording = Recording.objects.filter(evidence=paper).first()
    if recording is None:
        return None
    veil = queries.veil_over(submission)
    along, index = queries.going_along(recording, veil, to_archive=to_archive)
    if not along:
        return None
    said: dict[str, Any] = {
        "language": recording.language,
        "milliseconds": recording.duration_ms,
        "versions": [_version(each, paper) for each in along],
        "index_file": f"index-{paper.uuid}.vtt" if index else "",
        "index": [_point(*each) for each in index],
    }
    digests = {
        name: hashlib.sha256(content.encode()).hexdigest()
        for name, content in files_of(said).items()
    }
    for version in said["versions"]:
        version["sha256"] = digests[version["file"]]
    return {**said, "index_sha256": digests.get(said["index_file"], "")}


def _version(along: queries.Along, paper: Evidence) -> dict[str, Any]:
    found = along.transcript
    agreed = found.approved_at
    return {
        "version": found.version,
        "language": found.language,
        "agreed_by_two": agreed is not None,
        "file": f"said-{paper.uuid}.{found.version}.{found.language}.vtt",
        "lines": [_line(cue) for cue in along.cues],
        "lines_kept_back": along.stays,
        "stored": {
            "transcript": str(found.uuid),
            "approved_at": agreed.isoformat() if agreed else "",
        },
    }


def wordings_of(case: Case) -> list[dict[str, Any]]:
    """Each version with all its lines, those of before beside those of now, and whose they are.

    SECURITY: for a court alone. Nothing is covered here, and the staff is named.
    """
    transcripts = Transcript.objects.filter(recording__evidence__case=case)
    found = transcripts.select_related("recording__evidence").order_by("recording_id", "pk")
    return [
        {
            "recording": str(each.recording.uuid),
            "paper": str(each.recording.evidence.uuid),
            "version": each.version,
            "language": each.language,
            "state": each.state,
            "lines": [
                {
                    "line": str(segment.uuid),
                    **_line(queries.cue_of(segment)),
                    **_written(segment),
                }
                for segment in each.segments.select_related("written_by").order_by("start_ms")
            ],
            "earlier": [
                {"line": str(line), **_line(wording.said), **_stood(wording), **_whose(wording)}
                for line, wording in _earlier(each)
            ],
        }
        for each in found
    ]


def indexes_of(case: Case) -> list[dict[str, Any]]:
    """The same of each index in which anything stands, or stood. SECURITY: for a court alone."""
    found = Recording.objects.filter(evidence__case=case).select_related("evidence")
    indexes = [
        {
            "recording": str(each.uuid),
            "paper": str(each.evidence.uuid),
            "language": each.language,
            "points": [
                {
                    "point": str(point.uuid),
                    **_title(queries.chapter_of(point)),
                    **_written(point),
                }
                for point in each.points.select_related("written_by").order_by("at_ms")
            ],
            "earlier": [
                {"point": str(point), **_title(wording.said), **_stood(wording), **_whose(wording)}
                for point, wording in _earlier_points(each)
            ],
        }
        for each in found.order_by("pk")
    ]
    return [each for each in indexes if each["points"] or each["earlier"]]


def _earlier(transcript: Transcript) -> Iterator[tuple[UUID, Wording[Cue]]]:
    lines = earlier.changed_lines(transcript)
    for each in earlier.of_lines(transcript, lines):
        for wording in each.wordings:
            yield each.key, wording


def _earlier_points(recording: Recording) -> Iterator[tuple[UUID, Wording[Chapter]]]:
    points = earlier.changed_points(recording)
    for each in earlier.of_points(recording, points):
        for wording in each.wordings:
            yield each.key, wording


def _stood(wording: Wording[Any]) -> dict[str, Any]:
    return {
        "since": _moment(wording.since),
        "until": _moment(wording.until),
        "how": wording.how,
    }


def _whose(wording: Wording[Any]) -> dict[str, Any]:
    return {
        "written_by": wording.written_by or None,
        "replaced_by": wording.replaced_by,
        "while_writing": wording.is_passing,
    }


def _written(there: Segment | IndexPoint) -> dict[str, Any]:
    return {
        "written_by": there.written_by.email if there.written_by else None,
        "since": _moment(there.written_at),
    }


def _line(cue: Cue) -> dict[str, Any]:
    return {"start": cue.start, "end": cue.end, "speaker": cue.speaker, "text": cue.text}


def _cue(line: dict[str, Any]) -> Cue:
    return Cue(line["start"], line["end"], line["text"], line["speaker"])


def _point(chapter: Chapter, end: int) -> dict[str, Any]:
    return {**_title(chapter), "end": end}


def _title(chapter: Chapter) -> dict[str, Any]:
    return {"at": chapter.at, "title": chapter.title, **chapter.more}


def _chapter(point: dict[str, Any]) -> tuple[Chapter, int]:
    more = {key: point[key] for key in MORE if point.get(key)}
    return Chapter(point["at"], point["title"], more), point["end"]


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
