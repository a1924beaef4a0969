"""What may be hard to hear is said on the pages of a recording as on the screen of its case."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from tests.builders_recordings import a_written_transcript
from tests.builders_review import a_moderator, signed_in

pytestmark = pytest.mark.django_db


def test_both_tell_of_the_same_periods() -> None:
    transcript = a_written_transcript()
    paper = transcript.recording.evidence
    assert paper.submission
    case = paper.submission.reference
    client = signed_in(a_moderator())

    def opens(name: str, *more: object) -> str:
        tree: Any = html.fromstring(client.get(reverse(name, args=[case, *more])).content.decode())
        return " ".join(tree.text_content().split())

    screen = opens("admin:testimonies_submission_screen")
    page = opens("admin:testimonies_submission_recording_lines", paper.uuid, transcript.uuid)

    (told,) = re.findall(r"It tells of: (.{15})", screen)
    assert f"It tells of: {told}" in page
    assert "no period has been named" not in page
