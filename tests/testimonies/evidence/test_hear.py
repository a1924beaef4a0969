"""What was just recorded is heard by whoever spoke, and by nobody else."""

from __future__ import annotations

import pytest

from testimonies.evidence.actions import About
from testimonies.evidence.uploads import actions as uploads
from testimonies.evidence.uploads import place
from tests.testimonies.evidence import files
from tests.testimonies.evidence.recordings import a_recording
from tests.testimonies.evidence.sending import Sender

pytestmark = pytest.mark.django_db


def a_recorder(content: bytes) -> Sender:
    sender = Sender(None, name="recording.webm")
    sender.patch(0, content)
    return sender


def test_a_recording_is_heard_before_it_is_kept_and_from_any_place() -> None:
    content = a_recording("webm", sound="libopus")
    sender = a_recorder(content)

    whole = sender.client.get(f"{sender.place}hear/")
    part = sender.client.get(f"{sender.place}hear/", headers={"Range": "bytes=100-199"})

    assert (whole.status_code, whole["Content-Type"]) == (200, "video/webm")
    assert whole["Cache-Control"] == "no-store"
    assert b"".join(whole) == content
    assert (part.status_code, b"".join(part)) == (206, content[100:200])


def test_nobody_else_hears_it() -> None:
    sender, stranger = a_recorder(a_recording("webm", sound="libopus")), Sender(None)
    mine = sender.place.replace(sender.case.handle, stranger.case.handle)

    assert stranger.client.get(f"{sender.place}hear/").status_code == 404
    assert stranger.client.get(f"{mine}hear/").status_code == 404


@pytest.mark.parametrize("content", [files.PROGRAM, b"<svg onload=alert(1)>", files.a_picture()])
def test_what_is_neither_sound_nor_film_is_not_shown(content: bytes) -> None:
    sender = a_recorder(content)

    assert sender.client.get(f"{sender.place}hear/").status_code == 404


def test_of_what_has_not_come_or_has_been_kept_there_is_nothing_to_hear() -> None:
    sender = Sender(None)
    assert sender.client.get(f"{sender.place}hear/").status_code == 404

    sender = a_recorder(a_recording("webm", sound="libopus"))
    uploads.take(sender.case.pk, sender.uuid, About("recording"))
    assert sender.client.get(f"{sender.place}hear/").status_code == 404
    assert not place.path_of(sender.uuid).exists()
