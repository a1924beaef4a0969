"""The case after the return code: messages, taking back, receipts that anybody checks."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from accounts.models import User
from testimonies.correspondence import queries as correspondence
from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.filled import Filled
from testimonies.intake.receipts import document
from testimonies.models import Case, CustodyEvent, Draft, Letter, Message, Submission, Testimony
from testimonies.models.testimony import Publication, Workflow
from testimonies.review import actions as review
from tests.builders_intake import a_filled_draft, a_submitted_testimony
from tests.testimonies.intake.walking import Walker, hand_in, hidden, typing

pytestmark = pytest.mark.django_db


def test_a_question_is_read_and_answered_and_the_testimony_goes_back_to_its_reader() -> None:
    walker = Walker()
    hand_in(walker)
    submission, moderator = Submission.objects.get(), _moderator()
    review.take_up(submission.testimony.pk, by=moderator)
    review.ask(submission.testimony.pk, by=moderator, question="Which Kretinga?")

    home = walker.open(f"/en/case/{submission.case.handle}/")
    assert home.sees("We have a question")
    assert home.sees("1 new")
    walker.open(f"/en/case/{submission.case.handle}/messages/")
    assert walker.sees("Which Kretinga?")
    walker.press(body="The one in Žemaitija.")

    assert walker.sees("The one in Žemaitija.")
    assert Testimony.objects.get().workflow == Workflow.IN_REVIEW
    assert Message.objects.get(by=moderator).read_at is not None
    assert not walker.open(f"/en/case/{submission.case.handle}/").sees("1 new")


def test_notes_among_the_staff_are_never_shown() -> None:
    walker = Walker()
    hand_in(walker)
    submission = Submission.objects.get()
    Message.objects.create(
        case=submission.case, body="Is this plausible?", by=_moderator(), is_internal=True
    )

    walker.open(f"/en/case/{submission.case.handle}/messages/")

    assert not walker.sees("plausible")


def test_a_message_is_kept_while_it_is_written_and_until_it_is_sent() -> None:
    walker = Walker()
    hand_in(walker)
    address = f"/en/case/{Case.objects.get().handle}/messages/"
    window = hidden(walker.open(address).page)

    assert typing(walker, address, window, body="The commandant limped").status_code == 200
    assert walker.open(address).sees("The commandant limped")
    assert not Message.objects.exists()
    walker.press(body="The commandant limped, and his dog was called Pulya.")

    assert Message.objects.get().body.endswith("Pulya.")
    assert Case.objects.get().unsent is None


def test_of_two_who_write_at_once_nobody_replaces_the_message_of_the_other() -> None:
    walker = Walker()
    hand_in(walker)
    address = f"/en/case/{Case.objects.get().handle}/messages/"
    witness, daughter = (hidden(walker.open(address).page) for _window in range(2))
    typing(walker, address, witness, body="The commandant limped")

    answer = typing(walker, address, daughter, body="My mother was seven")

    assert answer.status_code == 409
    assert "Somebody with the same code is writing a message as well" in answer.text
    walker.press(address, body="My mother was seven.", **daughter)
    assert Message.objects.get().body == "My mother was seven."
    assert Case.objects.get().unsent_body == "The commandant limped"
    later = hidden(walker.open(address).page)
    assert typing(walker, address, later, body="The commandant limped a little").status_code == 200
    assert typing(walker, address, daughter, body="Once more").status_code == 409
    walker.press(address, body="The commandant limped a little.", **later)
    assert typing(walker, address, daughter, body="Once more").status_code == 200


def test_a_page_that_comes_back_out_of_the_memory_of_the_browser_goes_on_writing() -> None:
    walker = Walker()
    hand_in(walker)
    address = f"/en/case/{Case.objects.get().handle}/messages/"
    window = hidden(walker.open(address).page)

    for words in ("The commandant", "The commandant limped"):
        assert typing(walker, address, dict(window), body=words).status_code == 200

    assert Case.objects.get().unsent_body == "The commandant limped"


def test_a_message_that_is_far_too_long_is_not_kept_and_that_is_said() -> None:
    walker = Walker()
    hand_in(walker)
    address = f"/en/case/{Case.objects.get().handle}/messages/"
    window = hidden(walker.open(address).page)

    answer = typing(walker, address, window, body="x" * 100_001)

    assert answer.status_code == 409
    assert "Send it in two parts" in answer.text
    assert Case.objects.get().unsent is None


def test_a_long_message_is_refused_and_not_cut_off() -> None:
    walker = Walker()
    hand_in(walker)
    address = f"/en/case/{Case.objects.get().handle}/messages/"

    assert "maxlength" not in walker.open(address).page.partition("<main")[2]
    walker.press(body="x" * 20_001)

    assert walker.sees("Send it in two parts.")
    assert "x" * 20_001 in walker.page
    assert not Message.objects.exists()


def test_the_same_message_twice_is_one() -> None:
    submission = a_submitted_testimony()

    intake.answer(submission.case_id, "Once.")
    intake.answer(submission.case_id, "Once.")

    assert Message.objects.count() == 1


def test_what_is_taken_back_is_public_no_more() -> None:
    submission = a_submitted_testimony()
    testimony_id = submission.testimony.pk
    review.take_up(testimony_id, by=_moderator())
    review.accept(testimony_id, by=_moderator())
    review.second_accept(testimony_id, by=_moderator("second@example.org"))
    review.publish(testimony_id, by=_moderator())

    intake.withdraw(submission.pk)
    intake.withdraw(submission.pk)

    testimony = Testimony.objects.get()
    assert (testimony.workflow, testimony.publication) == (
        Workflow.WITHDRAWN,
        Publication.UNPUBLISHED,
    )
    assert testimony.public_text == ""
    assert submission.consents.get().withdrawn_at is not None
    assert Letter.objects.filter(kind="submission_withdrawn").count() == 1
    assert CustodyEvent.objects.filter(event="consent.withdrawn").count() == 1


def test_taking_back_asks_once_and_then_does_it() -> None:
    walker = Walker()
    hand_in(walker)
    submission = Submission.objects.get()

    walker.open(f"{walker.here}withdraw/")
    assert walker.sees("This cannot be undone")
    assert Testimony.objects.get().workflow == Workflow.SUBMITTED
    walker.press()

    assert walker.sees(f"{submission.reference} has been taken back.")
    assert Testimony.objects.get().workflow == Workflow.WITHDRAWN


def test_a_receipt_leads_to_the_messages_and_promises_no_reading_of_what_was_taken_back() -> None:
    walker = Walker()
    hand_in(walker)
    receipt, messages = walker.here, f'href="/en/case/{Case.objects.get().handle}/messages/"'
    assert walker.sees("People of the association read it")
    assert messages in walker.page

    walker.open(f"{receipt}withdraw/").press()

    assert not walker.open(receipt).sees("People of the association read it")
    assert messages in walker.page


def test_anybody_checks_a_receipt_and_learns_nothing_else() -> None:
    submission = a_submitted_testimony()
    stranger = Walker()

    genuine = stranger.open(document.verify_url(submission.receipt))
    assert genuine.sees("This receipt is genuine.")
    assert not genuine.sees("Ona")
    stranger.open(f"/en/verify/?reference={submission.reference}&digest={'0' * 64}")
    unknown = stranger.sees("We did not issue this receipt.")
    stranger.open(f"/en/verify/?reference=BA-2026-00000&digest={submission.receipt.digest}")

    assert unknown
    assert stranger.sees("We did not issue this receipt.")


def test_a_receipt_under_another_key_is_not_ours(settings: Settings) -> None:
    submission = a_submitted_testimony()
    digest = submission.receipt.digest
    settings.RECEIPT_KEY = bytes(range(32))

    stranger = Walker().open(f"/en/verify/?reference={submission.reference}&digest={digest}")

    assert stranger.sees("We did not issue this receipt.")


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_the_receipt_is_set_in_every_language(language: str) -> None:
    walker = Walker()
    hand_in(walker)

    pdf = walker.client.get(f"{walker.here}receipt.pdf".replace("/en/", f"/{language}/"))

    assert pdf["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in pdf.content
    assert b"Ona" not in pdf.content


def _moderator(email: str = "moderator@example.org") -> User:
    return User.objects.filter(email=email).first() or User.objects.create_user(
        email, roles=["moderator", "second_reader"]
    )


def test_what_is_written_before_anything_is_handed_in_waits_beside_it_afterwards() -> None:
    begun = a_filled_draft()
    walker = Walker().open("/en/return/").press(code=begun.code)
    walker.open(f"/en/case/{begun.draft.case.handle}/messages/")
    assert walker.sees("once you have handed something in")

    walker.press(body="My sister must not know.")
    assert walker.sees("Your message is kept.")
    filled = Filled(Draft.objects.get(pk=begun.draft.pk), questions.TESTIMONY)
    told = reading.testimony(filled)
    submission = intake.submit(begun.draft.pk, told, questionnaire=questions.TESTIMONY)

    assert Message.objects.get().submission == submission
    assert correspondence.how_many(_moderator())[0] == 1
    walker.open(f"/en/case/{begun.draft.case.handle}/messages/")
    assert not walker.sees("once you have handed something in")
