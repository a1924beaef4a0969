"""The pages on which it is written what is said, as moderators use them, without any script."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.models import User
from testimonies.models import CustodyEvent, Transcript
from testimonies.models.recording import Stage, WhyTakenBack
from testimonies.recordings import actions as recordings
from testimonies.recordings import queries
from testimonies.recordings.actions import Add
from testimonies.recordings.rules import Span
from tests.builders_recordings import (
    SAID,
    a_public_version,
    a_recorded_testimony,
    a_transcript,
    a_written_transcript,
)
from tests.builders_redactions import paper_of
from tests.builders_review import a_moderator, a_second_reader, another_moderator, signed_in

pytestmark = pytest.mark.django_db
NAME = "admin:testimonies_submission_recording"


def address(transcript: Transcript, part: str = "lines") -> str:
    paper = transcript.recording.evidence
    assert paper.submission
    place = {"reference": paper.submission.reference, "paper": paper.uuid}
    of_one = {} if "index" in part else {"transcript": transcript.uuid}
    return reverse(f"{NAME}_{part}", kwargs=place | of_one)


class Writer:
    """Somebody with a page of lines open."""

    def __init__(self, transcript: Transcript, by: User | None = None) -> None:
        self.client = signed_in(by or a_moderator())
        self.address = address(transcript)
        self.read(self.client.get(self.address).content)

    def read(self, page: bytes) -> None:
        tree: Any = html.fromstring(page.decode())
        self.words = " ".join(tree.text_content().split())
        (form,) = tree.xpath("//form[@id='lines']")
        self.typed: dict[str, str] = {
            name: value or "" for name, value in form.fields.items() if name and name != "do"
        }

    def key(self, number: int) -> str:
        return [name for name in self.typed if name.startswith("seen-")][number][5:]

    def writes(self, part: str, number: int, words: str) -> None:
        self.typed[f"{part}-{self.key(number)}"] = words

    def presses(self, do: str, **more: str) -> Any:
        sent = {**self.typed, "do": do, **more}
        response = self.client.post(self.address, sent, follow=True)
        if "text/html" in response["Content-Type"]:
            self.read(response.content)
        return response


def text_of(transcript: Transcript) -> list[str]:
    return [cue.text for cue in queries.cues_of(transcript)]


def test_from_the_case_to_the_first_line() -> None:
    testimony = a_recorded_testimony()
    client, reference = signed_in(a_moderator()), testimony.submission.reference
    case = client.get(f"/admin/testimonies/submission/{reference}/").content.decode()
    place = reverse(NAME, args=[reference, paper_of(testimony).uuid])
    assert place in case

    page = client.get(place).content.decode()
    refused = client.post(f"{place}begin/", {"language": ""}).content.decode()
    begun = client.post(f"{place}begin/", {"language": "lt"}, follow=True).content.decode()

    assert "Write down what is said" in page
    assert "Choose a language." in refused
    assert "Nothing is written down yet." in begun
    writer = Writer(Transcript.objects.get())
    writer.presses("add", **{"start-new": "0", "end-new": "1", "text-new": "They came."})
    assert "Saved." in writer.words
    assert text_of(Transcript.objects.get()) == ["They came."]


def test_every_button_keeps_what_was_typed_in_other_lines() -> None:
    transcript = a_written_transcript()
    writer = Writer(transcript)
    writer.writes("text", 2, "I was seven years old.")
    writer.writes("text", 0, "They came| at four.")

    writer.presses(f"cut:{writer.key(0)}", moment="0:00.5")
    writer.presses(f"join:{writer.key(2)}")
    writer.presses(f"ends:{writer.key(2)}", moment="3.5")

    assert text_of(transcript) == [
        "They came",
        "at four.",
        "Petras Vaitkus had told them.\nI was seven years old.",
    ]
    assert [cue.end for cue in queries.cues_of(transcript)] == [500, 900, 3500]


def test_what_does_not_fit_comes_back_as_it_was_typed() -> None:
    transcript = a_written_transcript()
    writer = Writer(transcript)
    writer.writes("text", 0, "A long sentence")
    writer.writes("start", 1, "half past")

    writer.presses("save")

    assert "Write the time as the player shows it" in writer.words
    assert writer.typed[f"text-{writer.key(0)}"].strip() == "A long sentence"
    assert writer.typed[f"start-{writer.key(1)}"] == "half past"
    assert queries.cues_of(transcript) == SAID


def test_two_at_one_page_lose_nothing() -> None:
    transcript = a_written_transcript()
    one, other = Writer(transcript), Writer(transcript, another_moderator())
    one.writes("text", 0, "Mine")
    one.writes("text", 2, "Mine as well")
    other.writes("text", 0, "Theirs")
    other.writes("text", 1, "Theirs alone")
    other.presses("save")

    one.presses("save")

    assert "Somebody else has changed a line meanwhile." in one.words
    assert "Somebody else wrote meanwhile: 00:00.000 – 00:00.900" in one.words
    assert "Ona: Theirs" in one.words
    assert text_of(transcript) == ["Theirs", "Theirs alone", SAID[2].text]
    one.presses("save")
    assert text_of(transcript) == ["Mine", "Theirs alone", "Mine as well"]


def test_words_of_a_line_that_is_gone_stand_on_the_page() -> None:
    transcript = a_written_transcript()
    one, other = Writer(transcript), Writer(transcript, another_moderator())
    one.writes("text", 1, "Words of mine")
    one.writes("text", 0, "Others of mine")
    other.presses(f"remove:{other.key(1)}")

    one.presses("save")

    assert "Your words of a line that is not there any more Words of mine" in one.words
    one.presses("save")
    assert text_of(transcript) == ["Others of mine", SAID[2].text]


def test_autosave_answers_in_one_word_and_never_writes_over_another() -> None:
    transcript = a_written_transcript()
    one, other = Writer(transcript), Writer(transcript, another_moderator())
    other.writes("text", 1, "Theirs")
    other.presses("save")
    one.writes("text", 0, "Mine")

    kept = one.presses("autosave").json()["seen"]

    assert list(kept) == [one.key(0)]
    one.typed |= {f"seen-{key}": seen for key, seen in kept.items()}
    one.writes("text", 0, "Mine, further")
    assert one.presses("autosave").status_code == 200
    one.writes("text", 1, "Over theirs")
    refused = one.presses("autosave")
    assert refused.status_code == 409
    assert "Somebody else has changed" in refused.json()["said"]
    assert text_of(transcript)[:2] == ["Mine, further", "Theirs"]


def test_whoever_was_signed_out_gets_the_words_back() -> None:
    transcript = a_written_transcript()
    writer = Writer(transcript)
    writer.writes("text", 0, "Five thousand words")

    answer = Client(enforce_csrf_checks=True).post(writer.address, writer.typed)

    assert answer.status_code == 403
    assert "Five thousand words" in answer.content.decode()
    assert queries.cues_of(transcript) == SAID


def test_a_file_is_taken_in_and_a_wrong_one_says_its_line() -> None:
    transcript = a_written_transcript()
    client, place = signed_in(a_moderator()), address(transcript, "take_in")

    def sent(content: bytes, **more: str) -> str:
        file = SimpleUploadedFile("said.vtt", content)
        told = {"take-in-file": file, **more}
        return client.post(place, told, follow=True).content.decode()

    good = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ona>Hello\n"
    assert "Tick the box, or keep what stands here." in sent(good)
    wrong = sent(good.replace(b"00:02", b"00:01"))
    assert "Line 3: it ends before it begins." in wrong
    assert "Line 4: this is no text in UTF-8." in sent(good.replace(b"Hello", b"\xff"))
    assert queries.cues_of(transcript) == SAID
    assert "What the file says stands here now." in sent(good, **{"take-in-replaces": "on"})
    got = client.get(address(transcript, "file"))
    assert (got["Content-Type"], got.content.decode().splitlines()[3]) == (
        "text/vtt; charset=utf-8",
        "<v Ona>Hello",
    )


class Decider:
    """Somebody who decides, with the page of a version open."""

    def __init__(self, version: Transcript, by: User) -> None:
        self.version, self.client = version, signed_in(by)
        self.page = self.client.get(address(version)).content.decode()

    def says(self, verb: str, **more: str) -> str:
        seen = re.findall(r'name="seen" value="([^"]*)"', self.page)
        sent = {"seen": seen[0] if seen else "", **more}
        answer = self.client.post(address(self.version, verb), sent, follow=True)
        return answer.content.decode()


def test_a_public_version_goes_from_one_to_another_at_the_desk() -> None:
    public = a_public_version()
    Decider(public, a_moderator()).says("propose")
    one, other = Decider(public, a_moderator()), Decider(public, a_second_reader())
    assert "Somebody else than the one who proposed it decides." in one.page

    agreed = other.says("approve")

    assert "Agreed. It is shown as far as consent allows" in agreed
    assert "Say why." in one.says("take_back", reason="")
    assert "Petraitis" not in one.says("take_back", reason="Petraitis is named")
    one.says("take_back", reason="name")
    assert CustodyEvent.objects.get(event="recording.taken_back").detail["reason"] == "name"
    assert Transcript.objects.get(pk=public.pk).state == Stage.WRITING


def test_nobody_decides_about_what_they_have_not_seen() -> None:
    public, by = a_public_version(), a_moderator()
    late = Decider(public, by)
    recordings.save(public.pk, [], by=another_moderator(), then=Add(Span(3500, 3600), "", "No."))
    assert "changed in the meantime" in late.says("propose")
    recordings.propose(public.pk, by=by)
    other = Decider(public, a_second_reader())
    recordings.take_back(public.pk, by=by, reason=WhyTakenBack.NAME)
    recordings.propose(public.pk, by=by)

    assert "changed in the meantime" in other.says("approve")

    assert Transcript.objects.get(pk=public.pk).state == Stage.PROPOSED
    assert "Agreed." in Decider(public, a_second_reader()).says("approve")


def test_an_index_is_written_on_its_page_and_fetched() -> None:
    transcript = a_transcript()
    client, place = signed_in(a_moderator()), address(transcript, "index")

    missing = client.post(place, {"at-new": "1.5", "title-new": ""}).content.decode()
    client.post(place, {"at-new": "1.5", "title-new": "The night", "place-new": "Kretinga"})

    assert "Say in a few words what is told there." in missing
    chapters = client.get(address(transcript, "index_chapters")).content.decode()
    index = client.get(address(transcript, "index_file")).content.decode()
    assert "00:00:01.500 --> 00:00:0" in chapters
    assert "Kretinga" not in chapters
    assert '"place": "Kretinga"' in index


def test_each_look_leaves_a_line_and_other_references_open_nothing() -> None:
    transcript = a_written_transcript()
    client = signed_in(a_moderator())
    other = a_recorded_testimony()
    before = CustodyEvent.objects.filter(event="recording.viewed").count()

    client.get(address(transcript))
    elsewhere = reverse(
        f"{NAME}_lines",
        args=[other.submission.reference, paper_of(other).uuid, transcript.uuid],
    )

    assert CustodyEvent.objects.filter(event="recording.viewed").count() == before + 1
    assert client.get(elsewhere).status_code == 404
    recordings.begin(paper_of(other).pk, "lt", by=a_moderator())
    assert client.get(elsewhere).status_code == 404
    assert (
        client.get(address(transcript).replace(str(transcript.uuid), str(uuid4()))).status_code
        == 404
    )
