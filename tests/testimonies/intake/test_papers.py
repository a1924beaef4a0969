"""The page that takes papers: files that came in pieces, pages in order, recordings cut off."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.utils.timezone import now

from testimonies.evidence import actions as evidence
from testimonies.evidence.actions import About
from testimonies.models import Draft, Evidence, StoredFile, Upload
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator
from tests.testimonies.evidence import files
from tests.testimonies.evidence.recordings import a_recording
from tests.testimonies.evidence.sending import Sender
from tests.testimonies.intake.walking import Walker, let_in

pytestmark = pytest.mark.django_db


def test_a_file_that_came_in_pieces_is_added_with_the_form() -> None:
    walker, content = _at_papers(), files.a_picture()
    sent = _send(walker, content)

    walker.press(upload=sent, sha256=_sha(content), kind="letter", caption="From home", add="1")

    assert walker.sees("Letter: From home")
    assert Evidence.objects.get().files.get().sha256 == _sha(content)


def test_a_hash_that_differs_is_said_at_the_field() -> None:
    walker = _at_papers()
    sent = _send(walker, files.a_picture())

    walker.press(upload=sent, sha256=_sha(b"x"), caption="From home", add="1")

    assert walker.sees("differs from the file on your device")
    assert walker.sees("From home")
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("sent", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_an_upload_that_is_none_is_no_harm(sent: str) -> None:
    walker = _at_papers()

    walker.press(upload=sent, caption="From home", add="1")

    assert walker.status == 200
    assert not Evidence.objects.exists()


def test_pages_of_a_paper_are_put_in_order_by_a_button() -> None:
    walker = _at_papers()
    for name in ("First", "Second"):
        first = Evidence.objects.order_by("pk").first()
        part_of = str(first.uuid) if first else ""
        paper = files.upload(files.a_picture(size=(90, 80 + len(name))), "a.jpg", "image/jpeg")
        walker.press(file=paper, kind="letter", caption=name, part_of=part_of, add="1")
    assert walker.sees("Letter: First, page 1")

    walker.press(earlier=str(Evidence.objects.get(page=2).uuid))

    assert walker.sees("Letter: Second, page 1")
    assert walker.sees("Letter: First, page 2")


def test_a_recording_that_was_cut_off_is_kept_or_let_go() -> None:
    walker = _at_papers()
    content = a_recording("webm", sound="libopus")
    _send(walker, content, length=None)
    gone = _send(walker, content[:-9], length=None)
    walker.open(walker.here)
    assert walker.page.count("was interrupted") == 2

    walker.press(forget=gone)
    walker.press(keep=str(Upload.objects.get().uuid))

    assert walker.sees("Recording of a voice or a film")
    assert not walker.sees("was interrupted")
    assert Evidence.objects.get().files.get().sha256 == _sha(content)


def test_microphone_and_camera_are_for_this_page_alone() -> None:
    walker = _at_papers()

    here = walker.client.get(walker.here)["Permissions-Policy"]
    elsewhere = walker.client.get(walker.step("story"))["Permissions-Policy"]

    assert "microphone=(self)" in here
    assert "camera=(self)" in here
    assert "microphone=()" in elsewhere
    assert "camera=()" in elsewhere


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("infected", "A harmful program is in this file"), ("unscannable", "does not open with us")],
)
def test_what_is_wrong_with_a_file_is_said_while_it_can_be_mended(verdict: str, said: str) -> None:
    walker, content = _at_papers(), files.a_picture()
    sent = _send(walker, content)
    walker.press(upload=sent, sha256=_sha(content), caption="From home", add="1")
    assert not walker.sees(said)

    StoredFile.objects.update(scan=verdict, scanned_at=now())

    assert walker.open(walker.here).sees(said)
    assert walker.open(walker.step("check")).sees(said)


def test_what_the_desk_has_scanned_is_not_for_the_holder_to_mend() -> None:
    submission = a_submitted_testimony()
    for about in (
        About("letter", "From home"),
        About("letter", "By the desk", by=a_moderator()),
        About("letter", "As it came", as_it_came=True),
    ):
        upload = files.upload(files.a_picture() + about.caption.encode(), "paper.jpg")
        evidence.receive_about(submission.case_id, upload, about)
    Evidence.objects.update(submission=submission)
    StoredFile.objects.update(scan="infected", scanned_at=now())

    holder = let_in(submission).open(f"/en/case/{submission.case.handle}/")

    assert holder.sees("Letter: From home A harmful program is in this file")
    assert not holder.sees("Letter: By the desk")
    assert not holder.sees("Letter: As it came")


def _at_papers() -> Walker:
    walker = Walker()
    walker.begin()
    return walker.open(walker.step("papers"))


def _send(walker: Walker, content: bytes, *, length: Any = 0) -> str:
    sender = Sender.__new__(Sender)
    sender.client, sender.case = walker.client, Draft.objects.get().case
    announced = len(content) if length == 0 else length
    sender.place = sender.begin(announced)["Location"]
    assert sender.patch(0, content).status_code == 204
    return str(sender.place).rstrip("/").rpartition("/")[2]


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
