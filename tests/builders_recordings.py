"""What moderators write down of recordings, by the real actions."""

from __future__ import annotations

from typing import Any

from testimonies.models import Testimony, Transcript
from testimonies.models.recording import Version
from testimonies.recordings import actions as recordings
from testimonies.recordings.actions import Point
from testimonies.recordings.webvtt import Chapter, Cue
from testimonies.review import actions as review
from tests.builders_redactions import a_tone, an_accepted_testimony_with, paper_of
from tests.builders_review import a_moderator, another_moderator

#: Of a recording of four seconds.
SAID = [
    Cue(0, 900, "They came at four.", "Ona"),
    Cue(1000, 1900, "Petras Vaitkus had told them.", "Ona"),
    Cue(2000, 3000, "My doll stayed behind.", "Ona"),
]
INDEX = [
    Chapter(0, "The night", {"place": "Kretinga"}),
    Chapter(1000, "Who told them", {"keywords": "Vaitkus"}),
]


def a_recorded_testimony(**pages: Any) -> Testimony:
    """Accepted, with four seconds of sound that may go everywhere."""
    return an_accepted_testimony_with(a_tone(), "voice.wav", kind="recording", **pages)


def a_transcript(testimony: Testimony | None = None) -> Transcript:
    """Word for word, measured, and empty."""
    paper = paper_of(testimony or a_recorded_testimony())
    begun = recordings.begin(paper.pk, "lt", by=a_moderator())
    recordings.measure(begun.recording_id)
    return Transcript.objects.get(pk=begun.pk)


def a_written_transcript(testimony: Testimony | None = None) -> Transcript:
    return recordings.replace_all(a_transcript(testimony).pk, SAID, by=a_moderator())


def a_public_version(testimony: Testimony | None = None) -> Transcript:
    """Being written, with an index."""
    verbatim = a_written_transcript(testimony)
    points = [Point(each) for each in INDEX]
    recordings.write_index(verbatim.recording_id, points, by=a_moderator())
    edited = recordings.make_version(verbatim.pk, Version.EDITED, "", by=a_moderator())
    return recordings.make_version(edited.pk, Version.PUBLIC, "", by=a_moderator())


def an_approved_version(testimony: Testimony | None = None) -> Transcript:
    """Proposed by one, agreed to by another."""
    public = a_public_version(testimony)
    recordings.propose(public.pk, by=a_moderator())
    return recordings.approve(public.pk, by=another_moderator())


def published(testimony: Testimony) -> Testimony:
    return review.publish(testimony.pk, by=a_moderator())


def addresses_of_recordings() -> dict[str, dict[str, Any]]:
    testimony = a_recorded_testimony()
    transcript = an_approved_version(testimony)
    public = published(testimony)
    paper = {"paper": transcript.recording.evidence.uuid}
    desk = {"reference": testimony.submission.reference, "transcript": transcript.uuid}
    other = a_recorded_testimony()
    written = a_written_transcript(other)
    return {
        "admin:testimonies_submission_recording_lines": {
            "reference": other.submission.reference,
            "paper": written.recording.evidence.uuid,
            "transcript": written.uuid,
        },
        "admin:testimonies_submission_recording": paper | desk | {"version": Version.EDITED},
        "testimonies:archive-recording": paper | {"reference": public.reference, "language": "lt"},
    }
