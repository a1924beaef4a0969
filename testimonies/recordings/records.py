"""What is said in a recording as plain data, for whoever told it."""

from __future__ import annotations

from typing import Any

from testimonies.models import Evidence, Recording
from testimonies.recordings import queries


def of_paper(paper: Evidence) -> dict[str, Any] | None:
    """Everything that is written down of it, in each version; None where nothing is.

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
                "lines": [
                    {
                        "start": cue.start,
                        "end": cue.end,
                        "speaker": cue.speaker,
                        "text": cue.text,
                    }
                    for cue in queries.cues_of(each)
                ],
            }
            for each in recording.transcripts.order_by("pk")
        ],
        "index": [
            {"at": chapter.at, "title": chapter.title, **chapter.more}
            for chapter, _end in queries.chapters_of(recording)
        ],
    }
