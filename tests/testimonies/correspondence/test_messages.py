"""Whether messages have been read, on both sides; ready replies; and reminders of questions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.roles import Role
from testimonies.conflicts import actions as conflicts
from testimonies.correspondence import queries
from testimonies.correspondence.reminders import actions as reminders
from testimonies.correspondence.replies import wording
from testimonies.intake import actions as intake
from testimonies.models import Letter, Message, PaperLetter, Reminder, Submission, Testimony
from testimonies.models.conflict import Tie
from testimonies.models.reminder import Step
from testimonies.review import actions as review
from testimonies.review.messages import actions as messages
from tests.builders_intake import a_submitted_testimony
from tests.builders_letters import BY_POST, QUESTION, a_testimony_by_post
from tests.builders_restraints import held, let_go, suspended
from tests.builders_review import a_moderator, signed_in, staff
from tests.testimonies.correspondence.test_calls import place

pytestmark = pytest.mark.django_db


QUEUE = "/admin/testimonies/submission/"


def asked(**pages: Any) -> Testimony:
    submission = a_submitted_testimony(**pages)
    review.take_up(submission.testimony.pk, by=a_moderator())
    return review.ask(submission.testimony.pk, by=a_moderator(), question=QUESTION)


def after(days: int) -> datetime:
    return now() + timedelta(days=days, hours=1)


def letters(kind: str) -> int:
    return Letter.objects.filter(kind=kind).count()


def screen(submission: Submission) -> str:
    return f"/admin/testimonies/submission/{submission.reference}/"


def test_the_desk_says_whether_a_question_has_been_opened() -> None:
    submission, desk = asked().submission, signed_in(a_moderator())
    assert "not yet read" in desk.get(screen(submission)).content.decode()

    intake.read_messages(submission.case.messages.all())

    assert "not yet read" not in desk.get(screen(submission)).content.decode()


def test_the_queue_says_how_many_messages_are_new_and_asks_once_for_all() -> None:
    desk, many = signed_in(a_moderator()), [a_submitted_testimony() for _each in range(3)]
    intake.write_message(many[0].case_id, "Have you received my letter?")
    desk.get(QUEUE)
    with CaptureQueriesContext(connection) as before:
        assert "1 new message" in desk.get(QUEUE).content.decode()

    for submission in many:
        intake.write_message(submission.case_id, "And the photographs?")
    with CaptureQueriesContext(connection) as after_all:
        page = desk.get(QUEUE).content.decode()

    assert (page.count("2 new messages"), page.count("1 new message")) == (1, 2)
    assert len(after_all) == len(before)


def test_a_message_is_new_until_somebody_who_may_answer_opens_it() -> None:
    submission = a_submitted_testimony()
    intake.write_message(submission.case_id, "Have you received my letter?")

    signed_in(staff(Role.READER)).get(screen(submission))
    assert queries.how_many(a_moderator())[0] == 1
    page = signed_in(a_moderator()).get(screen(submission)).content.decode()

    assert "new" in page
    assert queries.how_many(a_moderator())[0] == 0


def test_what_waits_is_counted_without_what_somebody_keeps_away_from() -> None:
    submission = a_testimony_by_post()
    intake.write_message(submission.case_id, "Have you received my letter?")
    desk = signed_in(a_moderator())
    counted = desk.get("/admin/").content.decode()
    assert "In 1 case a message" in counted
    assert "1 letter by post waits" in counted

    conflicts.declare(submission.reference, Tie.FAMILY, of=a_moderator(), by=a_moderator())

    page = desk.get("/admin/").content.decode()
    assert "In 1 case a message" not in page
    assert "1 letter by post waits" not in page


def test_what_came_while_somebody_was_reading_stays_new() -> None:
    submission = a_submitted_testimony()
    intake.write_message(submission.case_id, "Have you received my letter?")
    shown = list(Message.objects.filter(case=submission.case_id, by=None))
    intake.write_message(submission.case_id, "And the photograph?")

    assert messages.read(shown, by=a_moderator()) == 1

    assert Message.objects.get(case=submission.case_id, by=None, read_at=None) not in shown


def test_a_ready_reply_is_read_changed_looked_at_and_sent_once() -> None:
    submission, desk = a_submitted_testimony(language="lt"), signed_in(a_moderator())

    begun = desk.get(place(submission, "reply/"), {"reply": "papers"}).content.decode()
    looked = desk.post(place(submission, "reply/"), {"body": "Labas!", "act": "preview"})
    for _press in range(2):
        desk.post(place(submission, "reply/"), {"body": "Labas!", "act": "send"})

    assert submission.reference in begun
    assert "As it will be read" in looked.content.decode()
    assert [each.body for each in Message.objects.all()] == ["Labas!"]


def test_each_reply_fills_its_places() -> None:
    submission = a_submitted_testimony()

    for slug in wording.REPLIES:
        assert "%(" not in wording.text(slug, submission, "uk")


def test_a_question_is_asked_again_twice_and_then_by_a_person() -> None:
    submission = asked().submission

    assert reminders.remind(at=after(13)) == 0
    assert reminders.remind(at=after(14)) == 1
    assert reminders.remind(at=after(14)) == 0
    assert reminders.remind(at=after(30)) == 1
    assert reminders.remind(at=after(44)) == 1
    assert reminders.remind(at=after(99)) == 0

    assert (letters("question_waits"), letters("question_still_waits")) == (1, 1)
    assert queries.how_many(a_moderator())[2] == 1
    signed_in(a_moderator()).post(place(submission, "looked-after/"))
    assert queries.how_many(a_moderator())[2] == 0


def test_an_answer_ends_the_reminders_and_another_question_begins_anew() -> None:
    testimony = asked()
    reminders.remind(at=after(14))
    intake.answer(testimony.submission.case_id, "In 1956.")
    assert reminders.remind(at=after(30)) == 0

    review.ask(testimony.pk, by=a_moderator(), question="And in which month?")

    assert reminders.remind(at=after(14)) == 1
    assert letters("question_waits") == 2


def test_nobody_is_reminded_while_a_case_is_held_back_and_nothing_is_made_up_for() -> None:
    case = asked().submission.case
    for restrain in (suspended, held):
        restraint = restrain(case)
        assert reminders.remind(at=after(20)) == 0
        let_go(restraint)

    assert reminders.remind(at=after(31)) == 1

    assert [each.step for each in Reminder.objects.all()] == [Step.SECOND]
    assert not letters("question_waits")


def test_what_was_taken_back_is_asked_no_more() -> None:
    submission = asked().submission
    intake.withdraw(submission.pk)

    assert reminders.remind(at=after(60)) == 0


def test_whoever_gets_paper_is_reminded_on_paper_with_the_question() -> None:
    asked(contact=BY_POST)

    reminders.remind(at=after(14))

    letter = PaperLetter.objects.get(kind="question_waits")
    assert letter.message is not None
    assert letter.message.body == QUESTION


def test_whoever_gets_no_letters_is_called_instead() -> None:
    asked(contact={"preference": ["phone"], "email": [""]})

    reminders.remind(at=after(14))

    assert [each.step for each in Reminder.objects.all()] == [Step.TASK]
    assert not letters("question_waits")
