"""Letters by post: who gets them, who prints them, and that nobody gets one twice."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate
from pikepdf import Pdf

from testimonies.conflicts import actions as conflicts
from testimonies.correspondence.posting import actions as posting
from testimonies.errors import Refusal
from testimonies.intake.transcribing import actions as transcribing
from testimonies.models import (
    ConflictOfInterest,
    CustodyEvent,
    Letter,
    PaperLetter,
    Submitter,
    Transcription,
)
from testimonies.models.conflict import Tie
from testimonies.models.paper_letter import State, WhyBack
from tests.builders_intake import a_submitted_testimony
from tests.builders_letters import QUESTION, a_letter_by_post, a_testimony_by_post
from tests.builders_restraints import let_go, suspended
from tests.builders_review import (
    a_moderator,
    a_second_reader,
    an_administrator,
    another_moderator,
    signed_in,
)
from tests.builders_transcribing import a_transcribed_testimony
from tests.journeys.pdf_text import words_of
from tests.testimonies.review.test_seal import at_the_desk

pytestmark = pytest.mark.django_db


def squeezed(words: str) -> str:
    return words.replace(" ", "")


PLACE = "/admin/testimonies/paperletter/"


def test_whoever_asked_for_paper_gets_paper_and_no_mail() -> None:
    submission = a_testimony_by_post(email=["ona@example.org"])

    receipt = PaperLetter.objects.get()

    assert (receipt.submission, receipt.kind) == (submission, "submission_received")
    assert receipt.state == State.WAITING
    assert not Letter.objects.filter(kind="submission_received").exists()


@pytest.mark.parametrize(
    "contact",
    [
        {"preference": ["email"], "email": ["ona@example.org"]},
        {"safe": ["no"]},
        {"preference": ["none"]},
        {"address": [""], "phone": ["+370 600 11222"], "preference": ["phone"]},
        {"phone": ["+370 600 11222"], "preference": ["phone"]},
    ],
)
def test_others_get_nothing_by_post(contact: dict[str, list[str]]) -> None:
    a_testimony_by_post(**contact)

    assert not PaperLetter.objects.exists()


def test_the_letter_carries_the_words_and_the_address_and_no_code() -> None:
    letter, desk = a_letter_by_post(), at_the_desk(a_moderator())

    answer = desk.post(f"{PLACE}print/", {"letters": [letter.uuid], "act": "letters"})

    words = words_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert all(
        told in words for told in ("Žemaitytė-Kazlauskienė", "97104Kretinga", squeezed(QUESTION))
    )
    assert letter.submission.reference in words
    line = CustodyEvent.objects.get(event="case.letter_printed")
    assert (line.by, line.detail) == (
        a_moderator(),
        {"letter": "message_to_submitter", "prints": 1},
    )
    assert PaperLetter.objects.get(pk=letter.pk).state == State.PRINTED


def test_each_letter_begins_on_a_front_page() -> None:
    submission = a_testimony_by_post()
    letters = [PaperLetter.objects.get(), a_letter_by_post(submission)]

    answer = at_the_desk(a_moderator()).post(
        f"{PLACE}print/", {"letters": [each.uuid for each in letters], "act": "letters"}
    )

    pages = Pdf.open(BytesIO(answer.content)).pages
    assert len(pages) % 2 == 0
    assert words_of(answer.content).count("97104Kretinga") == 2


def test_what_one_has_printed_the_other_does_not_get() -> None:
    letter = a_letter_by_post()
    posting.print_letters([letter.uuid], by=a_moderator())

    with pytest.raises(Refusal, match=r"rasa@example\.org has printed it already"):
        posting.print_letters([letter.uuid], by=another_moderator())

    assert PaperLetter.objects.get(pk=letter.pk).prints == 1
    assert CustodyEvent.objects.filter(event="case.letter_printed").count() == 1


def test_printing_again_is_counted_and_posting_is_once() -> None:
    letter = a_letter_by_post()
    posting.print_letters([letter.uuid], by=a_moderator())
    posting.print_letters([letter.uuid], by=another_moderator(), again=True)
    posting.post([letter.uuid], on=localdate(), by=a_moderator())

    with pytest.raises(Refusal, match="None of these waits"):
        posting.post([letter.uuid], on=localdate(), by=another_moderator())

    kept = PaperLetter.objects.get(pk=letter.pk)
    assert (kept.prints, kept.posted_by) == (2, a_moderator())


@pytest.mark.django_db(transaction=True)
def test_two_who_print_at_once_do_not_both_get_it() -> None:
    letter, people = a_letter_by_post(), [a_moderator(), another_moderator()]
    got: list[str] = []

    def prints(who: int) -> None:
        try:
            posting.print_letters([letter.uuid], by=people[who])
            got.append("letter")
        except Refusal:
            got.append("no")
        finally:
            connection.close()

    threads = [Thread(target=prints, args=[who]) for who in (0, 1)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(got) == ["letter", "no"]


def test_what_came_back_waits_for_somebody_and_can_go_again() -> None:
    letter, today = a_letter_by_post(), localdate()
    posting.print_letters([letter.uuid], by=a_moderator())
    posting.post([letter.uuid], on=today, by=a_moderator())

    with pytest.raises(Refusal, match="cannot have come back"):
        posting.take_back(letter.pk, why=WhyBack.MOVED, on=today - timedelta(1), by=a_moderator())
    posting.take_back(letter.pk, why=WhyBack.MOVED, on=today, by=a_moderator())
    page = signed_in(a_moderator()).get(PLACE).content.decode()
    posting.send_again(letter.pk, by=a_moderator())

    assert "moved away" in page
    assert PaperLetter.objects.get(pk=letter.pk).state == State.WAITING


def test_a_suspended_case_is_written_to_by_nobody() -> None:
    letter = a_letter_by_post()
    restraint = suspended(letter.submission.case)

    with pytest.raises(Refusal, match="the case is suspended"):
        posting.print_letters([letter.uuid], by=a_moderator())
    with pytest.raises(Refusal, match="the case is suspended"):
        posting.print_labels([letter.uuid], by=a_moderator())
    with pytest.raises(DatabaseError, match="while a case is suspended"), transaction.atomic():
        PaperLetter.objects.filter(pk=letter.pk).update(
            state=State.PRINTED, prints=1, printed_at="2026-11-26T12:00Z", printed_by=a_moderator()
        )

    let_go(restraint)
    assert posting.print_letters([letter.uuid], by=a_moderator()).letters


def test_what_was_printed_before_is_not_posted_once_something_stands_in_the_way() -> None:
    first, second = a_letter_by_post(), a_letter_by_post()
    posting.print_letters([first.uuid, second.uuid], by=a_moderator())
    suspended(first.submission.case)

    page = signed_in(a_moderator()).get(PLACE).content.decode()
    with pytest.raises(Refusal, match=r"Nothing was posted.*the case is suspended"):
        posting.post([first.uuid], on=localdate(), by=a_moderator())
    left_out = posting.post([first.uuid, second.uuid], on=localdate(), by=a_moderator())

    assert page.count("Do not post it: the case is suspended") == 1
    assert left_out == [(first.submission.reference, "the case is suspended")]
    assert PaperLetter.objects.get(pk=first.pk).state == State.PRINTED


def test_whoever_is_not_safe_any_more_gets_nothing() -> None:
    letter = a_letter_by_post()
    Submitter.objects.update(safe_to_contact=False)

    with pytest.raises(Refusal, match="not reached by post any more"):
        posting.print_letters([letter.uuid], by=a_moderator())

    assert not CustodyEvent.objects.filter(event="case.letter_printed").exists()


def test_whoever_keeps_away_finds_no_letter_and_prints_none() -> None:
    letter, away = a_letter_by_post(), another_moderator()
    conflicts.declare(letter.submission.reference, Tie.FAMILY, of=away, by=an_administrator())

    page = signed_in(away).get(PLACE).content.decode()

    assert ConflictOfInterest.objects.exists()
    assert letter.submission.reference not in page
    with pytest.raises(Refusal):
        posting.print_letters([letter.uuid], by=away)


def test_a_second_reader_has_no_way_to_addresses() -> None:
    letter, desk = a_letter_by_post(), at_the_desk(a_second_reader())

    assert desk.get(PLACE).status_code == 403
    assert desk.post(f"{PLACE}print/", {"letters": [letter.uuid]}).status_code == 403


def test_a_login_of_long_ago_prints_nothing() -> None:
    letter = a_letter_by_post()

    answer = signed_in(a_moderator()).post(
        f"{PLACE}print/", {"letters": [letter.uuid], "act": "letters"}
    )

    assert "reauthenticate" in answer["Location"]
    assert PaperLetter.objects.get(pk=letter.pk).state == State.WAITING


def test_the_list_names_nobody() -> None:
    letter = a_letter_by_post()

    page = signed_in(a_moderator()).get(PLACE).content.decode()

    assert letter.submission.reference in page
    assert not any(secret in page for secret in ("Kazlauskienė", "Kretinga", QUESTION))


def test_labels_say_where_it_goes_and_nothing_else() -> None:
    letter, desk = a_letter_by_post(), at_the_desk(a_moderator())

    answer = desk.post(
        f"{PLACE}print/", {"letters": [letter.uuid], "act": "labels", "start": "24"}
    )

    words = words_of(answer.content)
    assert "97104Kretinga" in words
    assert letter.submission.reference not in words
    assert PaperLetter.objects.get(pk=letter.pk).state == State.WAITING


def test_the_first_letter_to_somebody_for_whom_we_typed_is_printed_with_its_code() -> None:
    submission = a_transcribed_testimony()
    letter = PaperLetter.objects.get(submission=submission)

    with pytest.raises(Refusal, match="carries the return code"):
        posting.print_letters([letter.uuid], by=a_moderator())
    typed = Transcription.objects.get(draft=submission.draft_id)
    transcribing.print_letter(typed.pk, by=a_moderator(), with_code=True)

    assert PaperLetter.objects.get(pk=letter.pk).state == State.PRINTED


def test_without_a_wish_for_paper_nothing_changes() -> None:
    a_submitted_testimony()

    assert Letter.objects.filter(kind="submission_received").exists()
    assert not PaperLetter.objects.exists()
