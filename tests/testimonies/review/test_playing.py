"""A recording at the desk is sought like any other: its parts open alone, and are one opening."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now

from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping
from testimonies.evidence.actions import handing_out
from testimonies.evidence.in_part import AT_ONCE
from testimonies.evidence.sealed_file import BLOCK
from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.filled import Filled
from testimonies.models import CustodyEvent, Draft
from testimonies.models.evidence import FileRole
from tests.builders_intake import a_filled_draft
from tests.builders_review import a_moderator, another_moderator, signed_in
from tests.testimonies.evidence import files
from tests.testimonies.evidence.recordings import a_recording

pytestmark = pytest.mark.django_db


@cache
def a_long_recording() -> bytes:
    """Six blocks of it on the disk; an hour is more of the same."""
    return a_recording("wav", sound="pcm_s16le", seconds=30)


class Player:
    """A moderator who plays the clean copy of a recording."""

    def __init__(self) -> None:
        draft = a_filled_draft().draft
        upload = files.upload(a_long_recording(), "voice.wav")
        evidence.receive(draft.case_id, upload, kind="recording", caption="Her voice")
        evidence.copy_waiting()
        told = reading.testimony(Filled(Draft.objects.get(pk=draft.pk), questions.TESTIMONY))
        submission = intake.submit(draft.pk, told, questionnaire=questions.TESTIMONY)
        paper = submission.evidence.get()
        self.copy = paper.files.get(role=FileRole.ACCESS)
        self.door = f"/admin/testimonies/submission/{submission.reference}/papers/{paper.uuid}/"
        self.client = signed_in(a_moderator())

    def ask(self, **headers: str) -> Any:
        return self.client.get(self.door, headers=headers)

    def plays(self, first: int) -> None:
        content_of(self.part(first))

    def part(self, first: object, last: object = "", **more: str) -> Any:
        return self.ask(Range=f"bytes={first}-{last}", **more)


def content_of(answer: Any) -> bytes:
    pieces = list(answer.streaming_content)
    assert all(len(piece) <= AT_ONCE for piece in pieces)
    return b"".join(pieces)


def openings() -> int:
    return CustodyEvent.objects.filter(event="evidence.handed_out").count()


def test_the_whole_says_that_parts_can_be_had() -> None:
    player = Player()

    whole = player.ask()

    content = content_of(whole)
    assert (whole.status_code, whole["Accept-Ranges"]) == (200, "bytes")
    assert len(content) == int(whole["Content-Length"]) == player.copy.size > 2 * BLOCK


def test_any_part_opens_alone() -> None:
    player = Player()
    whole, size = content_of(player.ask()), player.copy.size

    for first, last in ((0, 0), (BLOCK - 2, BLOCK + 1), (5, 2 * BLOCK + 5), (size - 9, size - 1)):
        part = player.part(first, last)
        assert (part.status_code, content_of(part)) == (206, whole[first : last + 1])
        assert part["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert part["Content-Length"] == str(last - first + 1)
    assert content_of(player.part("", 7)) == whole[-7:]
    assert content_of(player.part(size - 3)) == whole[-3:]


def test_to_seek_no_more_is_decrypted_than_is_heard() -> None:
    """What lies before the part does not even open any more, and nobody notices."""
    player = Player()
    whole = content_of(player.ask())
    stored = Path(keeping.storage().path(player.copy.path))
    with stored.open("r+b") as file:
        file.seek(1000)
        file.write(bytes(BLOCK))

    end = player.part(2 * BLOCK)

    assert content_of(end) == whole[2 * BLOCK :]


def test_what_lies_beyond_the_end_is_refused() -> None:
    player = Player()

    beyond = player.part(player.copy.size)

    assert beyond.status_code == 416
    assert beyond["Content-Range"] == f"bytes */{player.copy.size}"


def test_of_another_copy_than_the_one_begun_with_the_whole_comes() -> None:
    player = Player()
    mark = f'"{player.copy.sha256}"'

    same, other = player.part(5, 9, If_Range=mark), player.part(5, 9, If_Range='"another"')

    assert (same.status_code, same["ETag"], other.status_code) == (206, mark, 200)
    assert (len(content_of(same)), len(content_of(other))) == (5, player.copy.size)


def test_the_parts_of_an_hour_are_one_opening() -> None:
    player = Player()

    for first in (0, 900, BLOCK, 10):
        player.plays(first)
    assert openings() == 1

    content_of(player.ask())
    assert openings() == 2


def test_the_first_part_leaves_a_line_wherever_it_begins() -> None:
    player = Player()

    player.plays(BLOCK)

    assert openings() == 1


def test_after_an_hour_and_for_somebody_else_it_is_another_opening(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    player = Player()
    player.plays(0)

    player.client = signed_in(another_moderator())
    player.plays(0)
    assert openings() == 2

    monkeypatch.setattr(handing_out, "now", lambda: now() + timedelta(hours=1))
    player.plays(0)
    assert openings() == 3
