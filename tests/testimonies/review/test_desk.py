"""The queue and the screen over HTTP: who may, what stands there, and every look leaves a line."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Role
from testimonies.models import CustodyEvent, Message, Submission, Testimony
from testimonies.models.testimony import Workflow
from testimonies.review.verbs import VERBS
from tests.builders_intake import STORY, a_submitted_testimony
from tests.builders_restraints import suspended
from tests.builders_review import (
    a_moderator,
    a_read_testimony,
    a_second_reader,
    a_testimony_in_review,
    an_accepted_testimony,
    another_moderator,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/testimonies/submission/"


def screen(submission: Submission) -> str:
    return f"{QUEUE}{submission.reference}/"


def press(client: Client, submission: Submission, verb: str, **said: str) -> int:
    form = {f"{verb}-{name}": words for name, words in said.items()}
    return client.post(f"{screen(submission)}{verb}/", form).status_code


def looks(submission: Submission) -> int:
    return CustodyEvent.objects.filter(
        event="submission.viewed", subject=submission.reference
    ).count()


def test_the_queue_names_nobody() -> None:
    submission = a_submitted_testimony()

    page = signed_in(a_moderator()).get(QUEUE).content.decode()

    assert submission.reference in page
    assert "received" in page
    for secret in ("Ona", "Žemaitytė", "Kazlauskienė", "ona@example.org", "Kretinga"):
        assert secret not in page
    assert looks(submission) == 0


@pytest.mark.parametrize(
    ("question", "is_there"),
    [("", True), ("?waits=first", True), ("?waits=second", False), ("?waits=all", True)],
)
def test_the_queue_can_be_narrowed(question: str, is_there: bool) -> None:
    submission = a_submitted_testimony()

    page = signed_in(a_moderator()).get(QUEUE + question).content.decode()

    assert (screen(submission) in page) is is_there


def test_the_queue_says_who_has_a_submission_open() -> None:
    submission = a_submitted_testimony()
    signed_in(another_moderator()).get(screen(submission))

    mine = signed_in(a_moderator())

    assert "marek@example.org" in mine.get(QUEUE).content.decode()
    assert "marek@example.org opened this" in mine.get(screen(submission)).content.decode()


def test_the_screen_tells_all_of_it_and_the_look_is_written_down() -> None:
    submission = a_submitted_testimony()

    page = signed_in(a_moderator()).get(screen(submission)).content.decode()

    for told in (
        STORY,
        "Ona Žemaitytė-Kazlauskienė",
        "Анна Ионовна Жемайтите",
        "14 June 1934",
        "Kretinga",
        "14 June 1941",
        "about 1958",
        "It should be in an archive",
        "Only people who remember",
        "Everybody",
        "Ona Ž.",
    ):
        assert told in page
    assert looks(submission) == 1
    line = CustodyEvent.objects.get(event="submission.viewed")
    assert line.by == a_moderator()


def test_a_testimony_goes_from_the_queue_to_the_archive_by_buttons() -> None:
    submission = a_submitted_testimony()
    first, second = signed_in(a_moderator()), signed_in(a_second_reader())

    assert press(first, submission, "take-up") == 302
    assert press(first, submission, "accept") == 302
    assert press(second, submission, "second-accept") == 302
    assert press(first, submission, "publish") == 302

    public = Client().get(f"/en/archive/testimonies/{submission.testimony.reference}/")
    assert "Ona Ž." in public.content.decode()


def test_the_first_reader_finds_no_second_button_and_is_refused_at_its_address() -> None:
    submission = a_read_testimony().submission
    client = signed_in(a_moderator())

    assert "second-accept" not in client.get(screen(submission)).content.decode()
    assert press(client, submission, "second-accept") == 403

    assert Testimony.objects.get().workflow == Workflow.SECOND_REVIEW


def test_a_refusal_is_a_sentence_on_the_page() -> None:
    submission = an_accepted_testimony(audience={"text": ["archive"]}).submission

    answer = signed_in(a_moderator()).post(f"{screen(submission)}publish/")

    assert answer.status_code == 200
    assert "The consent does not let anything become public today." in answer.content.decode()


def test_an_empty_question_is_asked_for_again() -> None:
    submission = a_testimony_in_review().submission

    answer = signed_in(a_moderator()).post(f"{screen(submission)}ask/", {"ask-question": " "})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Error:" in page
    assert 'href="#id_ask-question"' in page
    assert not Message.objects.exists()


def test_a_refused_message_is_not_lost() -> None:
    submission = a_testimony_in_review().submission
    client = signed_in(a_moderator())
    press(client, submission, "ask", question="Which year?")

    again = client.post(f"{screen(submission)}ask/", {"ask-question": "And which month?"})

    assert "cannot become" in again.content.decode()
    assert "And which month?" in again.content.decode()
    assert Message.objects.count() == 1


def test_question_message_and_note_stand_in_the_thread() -> None:
    submission = a_testimony_in_review().submission
    client = signed_in(a_moderator())

    press(client, submission, "note", body="Fond R-1 may have it.")
    press(client, submission, "write", body="Thank you for your patience.")
    press(client, submission, "ask", question="Which year?")

    page = client.get(screen(submission)).content.decode()
    for words in ("Fond R-1 may have it.", "Thank you for your patience.", "Which year?"):
        assert words in page
    for sentence in (
        "Somebody wrote a note for the other readers.",
        "A message was written to the submitter.",
        "A question was asked.",
    ):
        assert sentence in page


@pytest.mark.parametrize("role", [Role.RELEASE_OFFICER, Role.ADMINISTRATOR])
def test_whoever_has_no_business_with_cases_sees_none(role: Role) -> None:
    submission = a_submitted_testimony()
    client = signed_in(staff(role))

    assert client.get(QUEUE).status_code == 403
    assert client.get(screen(submission)).status_code == 404
    assert {press(client, submission, verb) for verb in VERBS} == {404}
    assert looks(submission) == 0


def test_a_reader_looks_and_decides_nothing() -> None:
    submission = a_submitted_testimony()
    client = signed_in(staff(Role.READER))

    page = client.get(screen(submission)).content.decode()

    assert "There is nothing for you to decide here." in page
    assert {press(client, submission, verb) for verb in VERBS if verb != "keep-away"} == {403}
    assert Testimony.objects.get().workflow == Workflow.SUBMITTED


def test_a_stranger_is_asked_to_sign_in() -> None:
    submission = a_submitted_testimony()

    assert Client().get(screen(submission)).status_code == 302
    assert press(Client(), submission, "accept") == 302
    assert looks(submission) == 0


def test_nothing_is_decided_by_following_a_link() -> None:
    submission = a_submitted_testimony()
    client = signed_in(a_moderator())

    assert {client.get(f"{screen(submission)}{verb}/").status_code for verb in VERBS} == {405}


def test_an_unknown_reference_is_not_there() -> None:
    client = signed_in(a_moderator())

    for address in (f"{QUEUE}BA-2026-XXXXX/", f"{QUEUE}1/change/", f"{QUEUE}add/", f"{QUEUE}1/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("where", "field"),
    [("note/", "note-body"), ("ask/", "ask-question"), ("doubts/raise/", "why")],
)
def test_whoever_was_signed_out_gets_the_words_back(where: str, field: str) -> None:
    submission = a_testimony_in_review().submission
    typed = {field: "Which barge?", "seen": "in_review unpublished", "kind": "living_person"}

    answer = Client(enforce_csrf_checks=True).post(screen(submission) + where, typed)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "You have been signed out" in page
    assert "Which barge?" in page
    assert page.count("<textarea") == 1
    assert not Message.objects.exists()


def test_times_that_somebody_typed_come_back_as_well() -> None:
    place = screen(a_testimony_in_review().submission) + "note/"

    page = Client().post(place, {"from_1": "0:03", "until_1": "1:02:03", "to": "17"})

    assert "0:03" in (words := page.content.decode())
    assert "1:02:03" in words
    assert words.count("<textarea") == 2


def test_whoever_lost_the_role_meanwhile_gets_a_long_text_back() -> None:
    submission = a_testimony_in_review().submission
    said = "The barge was called Ordzhonikidze, and the commandant limped. " * 5

    answer = signed_in(staff(Role.READER)).post(f"{screen(submission)}note/", {"note-body": said})

    assert answer.status_code == 403
    assert said in answer.content.decode()


def test_a_suspended_case_offers_no_decision() -> None:
    submission = a_submitted_testimony()
    suspended(submission.case)

    page = signed_in(a_moderator()).get(screen(submission)).content.decode()

    assert "/note/" in page
    for verb in ("take-up", "sort", "decline"):
        assert f"/{verb}/" not in page


def test_what_has_no_key_names_none() -> None:
    page = signed_in(a_moderator()).get(screen(a_submitted_testimony())).content.decode()

    assert "I should not decide about this" in page
    for key in ('data-key=""', '"Alt+"', "Alt </kbd>"):
        assert key not in page


@pytest.mark.parametrize("language", ["lt", "uk"])
def test_no_english_stands_between_the_words_of_the_desk(language: str) -> None:
    a_submitted_testimony()
    client = signed_in(a_moderator())

    for place in ("/admin/", QUEUE):
        page = client.get(place, headers={"Accept-Language": language}).content.decode()
        for word in ("Model name", "Add link", "Change or view", "minute", "hour", "month"):
            assert word not in page
