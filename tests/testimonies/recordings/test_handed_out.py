"""Whoever told it gets everything that is written down of a recording, also as files."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from testimonies.intake.everything import actions as everything
from testimonies.recordings import actions as recordings
from testimonies.recordings.actions import Cut
from testimonies.redactions.parts import Stretch
from tests.builders_recordings import SAID, a_public_version, a_recorded_testimony
from tests.builders_redactions import a_covered_recording
from tests.builders_review import a_moderator, another_moderator

pytestmark = pytest.mark.django_db
NAME = "Vaitkus"


def test_what_the_privacy_desk_hands_out_has_each_version_its_index_and_earlier_words() -> None:
    """Nothing is covered, and it opens without any program of ours."""
    testimony = a_recorded_testimony()
    public = a_public_version(testimony)
    a_covered_recording(testimony, Stretch(1.2, 1.3))
    line = public.segments.get(start_ms=SAID[0].start)
    recordings.save(public.pk, [], by=another_moderator(), then=Cut(line.uuid, 400))

    content = everything.hand_out(testimony.submission.case, with_sealed=False, by=a_moderator())
    archive = zipfile.ZipFile(io.BytesIO(b"".join(content)))

    files = {name: archive.read(name).decode() for name in archive.namelist() if "wav." in name}
    begin = "files/001-voice.wav"
    assert set(files) == {
        f"{begin}.{each}.vtt" for each in ("verbatim.lt", "edited.lt", "public.lt", "index")
    }
    assert NAME in files[f"{begin}.verbatim.lt.vtt"]
    assert "Kretinga" in files[f"{begin}.index.vtt"]
    overview = archive.read("overview.html").decode()
    assert f'href="{begin}.public.lt.vtt"' in overview
    assert SAID[1].text in overview
    (kept,) = json.loads(archive.read("everything.json"))["files"]
    (earlier,) = kept["said"]["versions"][2]["earlier"]
    assert (earlier["text"], earlier["how"]) == (SAID[0].text, "changed")
    assert str(another_moderator().email) not in json.dumps(kept)
