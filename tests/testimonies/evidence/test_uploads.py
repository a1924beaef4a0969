"""Files that come in pieces: they go on after any cut, and become a paper once they are whole."""

from __future__ import annotations

import hashlib
import os
import resource
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.evidence.actions import About
from testimonies.evidence.sealed_file import BLOCK
from testimonies.evidence.uploads import actions as uploads
from testimonies.evidence.uploads import place
from testimonies.evidence.uploads.refusals import Differs, NoRoom, NotThere, Unfinished
from testimonies.models import CustodyEvent, Evidence, StoredFile, Upload
from tests.builders_intake import a_started_draft
from tests.testimonies.evidence import files
from tests.testimonies.evidence.sending import Sender, checksum_of

pytestmark = pytest.mark.django_db
OTHER = About("other")


def test_a_file_comes_in_pieces_and_is_the_same_file() -> None:
    content = files.a_picture("PNG", size=(1800, 1400))
    sender = Sender(len(content), name="IMG_1.png")

    for start in range(0, len(content), 300_000):
        assert sender.patch(start, content[start : start + 300_000]).status_code == 204
    original = uploads.take(sender.case.pk, sender.uuid, OTHER, sha256=_sha(content))

    with keeping.open_kept(original.path) as kept:
        assert kept.read() == content
    assert original.sha256 == _sha(content)
    assert original.detected_type == "image/png"
    assert not place.path_of(sender.uuid).exists()
    said = set(
        CustodyEvent.objects.filter(subject=str(sender.uuid)).values_list("event", flat=True)
    )
    assert said == {"upload.begun", "upload.completed"}


def test_after_a_cut_it_goes_on_where_the_server_says() -> None:
    content = os.urandom(3 * BLOCK + 500)
    sender = Sender(len(content))

    cut = sender.patch(0, content[: BLOCK + 77], says=len(content))
    assert cut.status_code == 204
    offset = int(sender.head()["Upload-Offset"])
    sender.patch(offset, content[offset:])

    assert offset == BLOCK + 77
    with place.reading(sender.upload) as file:
        assert file.read() == content


def test_a_piece_with_a_checksum_counts_whole_or_not_at_all() -> None:
    content = os.urandom(BLOCK + 5)
    sender = Sender(len(content))
    sender.patch(0, content[:100])

    rest = content[100:]
    wrong = sender.patch(100, rest, checksum=checksum_of(b"something else"))
    cut = sender.patch(100, rest[:-9], says=len(rest), checksum=checksum_of(rest))
    offset = sender.head()["Upload-Offset"]
    right = sender.patch(100, rest, checksum=checksum_of(rest))

    assert (wrong.status_code, cut.status_code, offset) == (460, 460, "100")
    assert "altered" in wrong.text
    assert right["Upload-Offset"] == str(len(content))
    with place.reading(sender.upload) as file:
        assert file.read() == content


def test_the_wrong_place_is_refused_and_nothing_changes() -> None:
    sender = Sender(1000)
    sender.patch(0, bytes(10))

    assert sender.patch(0, bytes(10)).status_code == 409
    assert sender.patch(500, bytes(10)).status_code == 409
    assert sender.patch(10, bytes(991)).status_code == 413
    assert sender.head()["Upload-Offset"] == "10"


def test_what_was_torn_by_a_crash_is_sent_again() -> None:
    content = os.urandom(2 * BLOCK + 900)
    sender = Sender(len(content))
    sender.patch(0, content[: BLOCK + 800])
    with place.path_of(sender.uuid).open("r+b") as file:
        file.seek(-10, os.SEEK_END)
        file.write(bytes(10))

    refused = sender.patch(BLOCK + 800, content[BLOCK + 800 :])
    offset = int(sender.head()["Upload-Offset"])
    sender.patch(offset, content[offset:])

    assert (refused.status_code, offset) == (409, BLOCK)
    with place.reading(sender.upload) as file:
        assert file.read() == content


def test_another_process_that_writes_is_not_disturbed() -> None:
    sender = Sender(1000)

    with place.alone(sender.uuid):
        assert sender.patch(0, bytes(10)).status_code == 423
    assert sender.patch(0, bytes(10)).status_code == 204


def test_nobody_else_finds_an_upload() -> None:
    sender, stranger = Sender(1000), Sender(1000)
    mine = sender.place.replace(sender.case.handle, stranger.case.handle)

    for address in (sender.place, mine):
        for method in ("HEAD", "PATCH", "DELETE"):
            answer = stranger.client.generic(method, address, headers={"Tus-Resumable": "1.0.0"})
            assert answer.status_code == 404
    with pytest.raises(NotThere):
        uploads.take(stranger.case.pk, sender.uuid, OTHER)
    assert sender.head()["Upload-Offset"] == "0"


def test_the_same_file_goes_on_in_another_window_and_another_file_does_not() -> None:
    sender = Sender(1000, mark="a.jpg 1000")
    sender.patch(0, bytes(10))

    again = sender.begin(1000, mark="a.jpg 1000")
    other = sender.begin(1000, mark="b.jpg 1000")

    assert (again["Location"], again["Upload-Offset"]) == (sender.place, "10")
    assert other["Location"] != sender.place


def test_a_hash_that_differs_is_refused_and_says_so() -> None:
    content = files.a_picture()
    sender = Sender(len(content))
    sender.patch(0, content)

    with pytest.raises(Differs, match="differs from the file on your device"):
        uploads.take(sender.case.pk, sender.uuid, OTHER, sha256=_sha(b"another"))

    assert not Evidence.objects.exists()
    assert not place.path_of(sender.uuid).exists()
    assert CustodyEvent.objects.filter(event="upload.refused").count() == 1


def test_what_is_not_whole_is_not_taken_and_stays() -> None:
    sender = Sender(1000)
    sender.patch(0, bytes(999))

    with pytest.raises(Unfinished):
        uploads.take(sender.case.pk, sender.uuid, OTHER)

    assert sender.head()["Upload-Offset"] == "999"


def test_taken_twice_is_one_paper() -> None:
    content = files.a_picture()
    sender = Sender(len(content))
    sender.patch(0, content)

    first = uploads.take(sender.case.pk, sender.uuid, OTHER)
    second = uploads.take(sender.case.pk, sender.uuid, OTHER)

    assert first == second
    assert Evidence.objects.count() == 1
    assert sender.client.head(sender.place).status_code in {404, 412}


def test_what_is_no_picture_is_refused_and_let_go() -> None:
    sender = Sender(len(files.PROGRAM), name="photo.jpg")
    sender.patch(0, files.PROGRAM)

    with pytest.raises(Refusal, match="not a picture"):
        uploads.take(sender.case.pk, sender.uuid, OTHER)

    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_length_that_is_not_known_yet_is_said_at_the_end() -> None:
    sender = Sender(None)
    sender.patch(0, b"first ")

    sender.patch(6, b"second", length=12)

    assert sender.head()["Upload-Length"] == "12"
    assert sender.upload.is_complete


def test_a_full_disk_says_so_and_keeps_what_has_come() -> None:
    content = os.urandom(6 * BLOCK)
    sender = Sender(len(content))
    sender.patch(0, content[: BLOCK + 10])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 * BLOCK, before[1]))
    try:
        full = sender.patch(BLOCK + 10, content[BLOCK + 10 :])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    offset = int(sender.head()["Upload-Offset"])
    sender.patch(offset, content[offset:])

    assert full.status_code == 507
    assert "cannot keep this file just now" in full.text
    assert offset == BLOCK + 10
    with place.reading(sender.upload) as file:
        assert file.read() == content


def test_without_room_nobody_begins_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_started_draft().draft.case
    monkeypatch.setattr("shutil.disk_usage", lambda _place: Free())

    with pytest.raises(NoRoom):
        uploads.begin(case.pk, length=1000, told={})

    assert not Upload.objects.exists()


def test_a_case_holds_so_much_and_no_more(settings: Settings) -> None:
    settings.CASE_MAX_BYTES = 2500
    sender = Sender(1000)

    assert sender.begin(1000).status_code == 201
    assert sender.begin(1000).status_code == 413
    assert sender.begin(settings.UPLOAD_MAX_BYTES + 1).status_code == 413
    assert sender.begin(0).status_code == 400


def test_what_nobody_goes_on_with_is_erased() -> None:
    old, new = Sender(1000), Sender(1000)
    for each in (old, new):
        each.patch(0, bytes(10))
    Upload.objects.filter(uuid=old.uuid).update(expires_at=now())
    orphan = place.path_of(uuid4())
    orphan.touch()

    uploads.sweep(at=now())
    assert [each.uuid for each in Upload.objects.all()] == [new.uuid]
    assert not place.path_of(old.uuid).exists()
    assert CustodyEvent.objects.filter(event="upload.expired").count() == 1
    assert orphan.exists()

    uploads.sweep(at=now() + timedelta(days=2))
    assert not orphan.exists()
    assert place.path_of(new.uuid).exists()


def test_an_upload_is_let_go_by_its_sender() -> None:
    sender = Sender(1000)
    sender.patch(0, bytes(10))

    assert sender.ask("DELETE").status_code == 204
    assert sender.ask("HEAD").status_code == 404
    assert CustodyEvent.objects.filter(event="upload.dropped").count() == 1


def test_other_versions_and_headers_are_refused() -> None:
    sender = Sender(1000)
    told = {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}
    begin = f"/en/case/{sender.case.handle}/uploads/"

    abilities = sender.client.options(begin)

    assert abilities["Tus-Version"] == "1.0.0"
    assert "checksum" in abilities["Tus-Extension"]
    assert sender.ask("HEAD", told={"Tus-Resumable": "0.2.2"}).status_code == 412
    assert sender.ask("PATCH", told={"Upload-Offset": "0"}).status_code == 415
    for wrong in ({"Upload-Length": "-1"}, {"Upload-Length": "x"}, {"Upload-Metadata": "a ?"}):
        assert sender.client.post(begin, headers=told | wrong).status_code == 400
    assert sender.client.post(begin, headers={"Tus-Resumable": "1.0.0"}).status_code == 400


def test_nothing_of_a_file_lies_in_the_clear_on_its_way() -> None:
    sender = Sender(1000)
    sender.patch(0, b"the house in Kretinga" * 20)

    assert b"Kretinga" not in place.path_of(sender.uuid).read_bytes()


class Free:
    free = 1000


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
