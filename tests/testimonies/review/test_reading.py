"""Two people read a testimony, and it is always two."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter, Message, Testimony
from testimonies.models.testimony import Workflow
from testimonies.review import actions as review
from testimonies.review.messages import actions as messages
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    a_moderator,
    a_read_testimony,
    a_second_reader,
    a_testimony_in_review,
    an_accepted_testimony,
    another_moderator,
)

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(CustodyEvent.objects.order_by("id").values_list("event", flat=True))


def letters() -> list[str]:
    return list(Letter.objects.order_by("id").values_list("kind", flat=True))


def test_a_testimony_is_taken_up_accepted_and_accepted_again() -> None:
    testimony = an_accepted_testimony()

    assert testimony.workflow == Workflow.ACCEPTED
    assert testimony.first_reader == a_moderator()
    assert testimony.second_reader == another_moderator()
    assert testimony.accepted_at is not None
    assert events()[-3:] == [
        "testimony.taken_up",
        "testimony.accepted_by_first_reader",
        "testimony.accepted",
    ]
    assert letters()[-1] == "testimony_accepted"


def test_a_second_reader_may_be_the_second_reader() -> None:
    testimony = a_read_testimony()

    accepted = review.second_accept(testimony.pk, by=a_second_reader())

    assert accepted.second_reader == a_second_reader()


def test_the_same_person_is_refused_as_second_reader() -> None:
    testimony = a_read_testimony()
    before = events()

    with pytest.raises(Refusal, match="Somebody else"):
        review.second_accept(testimony.pk, by=a_moderator())

    testimony.refresh_from_db()
    assert testimony.workflow == Workflow.SECOND_REVIEW
    assert events() == before


def test_the_database_refuses_the_same_person_too() -> None:
    testimony = a_read_testimony()

    with (
        pytest.raises(IntegrityError, match="second_reader_is_another_person"),
        transaction.atomic(),
    ):
        Testimony.objects.filter(pk=testimony.pk).update(second_reader=a_moderator())


def test_nobody_accepts_what_nobody_has_taken_up() -> None:
    testimony = a_submitted_testimony().testimony
    before = events()

    with pytest.raises(Refusal, match="cannot become"):
        review.accept(testimony.pk, by=a_moderator())

    assert events() == before


def test_a_question_waits_for_the_submitter_and_no_word_of_it_is_in_the_letter() -> None:
    testimony = a_testimony_in_review()

    review.ask(testimony.pk, by=a_moderator(), question="Which year did Marta return?")

    testimony.refresh_from_db()
    assert testimony.workflow == Workflow.NEEDS_INFO
    message = Message.objects.get()
    assert message.body == "Which year did Marta return?"
    assert message.case_id == testimony.submission.case_id
    letter = Letter.objects.get(kind="question_to_submitter")
    assert letter.contents == {
        "to": "ona@example.org",
        "reference": testimony.submission.reference,
    }


@pytest.mark.parametrize(
    "contact",
    [
        {"safe": ["no"]},
        {"preference": ["none"]},
        {"preference": ["relative"], "through": ["her neighbour"]},
        {"preference": ["phone"], "email": [""]},
    ],
)
def test_whoever_must_not_be_written_to_gets_no_letter(contact: dict[str, list[str]]) -> None:
    testimony = a_testimony_in_review(contact=contact)

    review.ask(testimony.pk, by=a_moderator(), question="Which year?")

    assert Message.objects.count() == 1
    assert "question_to_submitter" not in letters()


def test_after_the_answer_it_is_taken_up_again() -> None:
    testimony = a_testimony_in_review()
    review.ask(testimony.pk, by=a_moderator(), question="Which year?")

    taken = review.take_up(testimony.pk, by=another_moderator())

    assert taken.workflow == Workflow.IN_REVIEW
    assert taken.first_reader == another_moderator()


def test_the_second_reader_sends_back_with_a_note() -> None:
    testimony = a_read_testimony()

    sent_back = review.send_back(testimony.pk, by=a_second_reader(), note="Look at the dates.")

    assert sent_back.workflow == Workflow.IN_REVIEW
    note = Message.objects.get()
    assert note.is_internal
    assert note.body == "Look at the dates."


def test_only_what_waits_for_its_second_reader_is_sent_back() -> None:
    testimony = a_testimony_in_review()

    with pytest.raises(Refusal, match="second reader"):
        review.send_back(testimony.pk, by=a_second_reader(), note="Look.")

    assert not Message.objects.exists()


def test_a_decline_has_a_reason_and_an_explanation() -> None:
    testimony = a_testimony_in_review()

    review.decline(
        testimony.pk, by=a_moderator(), reason="duplicate", explanation="You told us in May."
    )

    testimony.refresh_from_db()
    assert testimony.workflow == Workflow.DECLINED
    assert testimony.decline_reason == "duplicate"
    assert Message.objects.get().body == "You told us in May."
    assert events()[-1] == "testimony.declined"


def test_a_note_among_staff_makes_no_letter() -> None:
    submission = a_submitted_testimony()
    before = letters()

    messages.note(submission, "Her file is in fond R-1.", by=a_moderator())

    assert letters() == before
    assert Message.objects.get().is_internal


def test_what_is_withdrawn_is_never_taken_up_again() -> None:
    testimony = an_accepted_testimony()
    review.withdraw(testimony.pk)

    with pytest.raises(Refusal, match="withdrawn"):
        review.take_up(testimony.pk, by=a_moderator())

    assert review.withdraw(testimony.pk).workflow == Workflow.WITHDRAWN
    assert events().count("testimony.withdrawn") == 1
