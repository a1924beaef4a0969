"""What one holder of a case wrote, said, and was written is not shown to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from testimonies.correspondence.calls import actions as calls
from testimonies.correspondence.posting import actions as posting
from testimonies.correspondence.reminders import actions as reminders
from testimonies.data_requests import actions as data_requests
from testimonies.data_requests import queries as asked
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.intake.everything import queries as everything
from testimonies.intake.everything import records
from testimonies.intake.handing_over import queries as hands
from testimonies.intake.inbox import queries as inbox
from testimonies.models import Case, Message, PaperLetter, Submission
from testimonies.models.data_request import Right
from testimonies.review import actions as review
from testimonies.review.messages import actions as messages
from tests.builders_intake import a_submitted_testimony
from tests.builders_letters import QUESTION, a_testimony_by_post
from tests.builders_review import a_moderator, signed_in
from tests.testimonies.correspondence.test_calls import SAID, called, place
from tests.testimonies.correspondence.test_last_letters import handed_over

pytestmark = pytest.mark.django_db
HERS = "My brother must not know that I wrote this."
OURS = "We understand, and tell nobody."


def a_case_with_a_past() -> Submission:
    """Its first holder wrote, was answered, called, asked for her data, and gave it over."""
    submission = a_testimony_by_post()
    intake.write_message(submission.case_id, HERS)
    messages.reply(submission, OURS, by=a_moderator())
    data_requests.ask(submission.case_id, Right.ACCESS, HERS, language="en")
    calls.note(submission.pk, called(), by=a_moderator())
    calls.note(submission.pk, called(with_submitter=False, told={"said": HERS}), by=a_moderator())
    posting.print_letters([submission.paper_letters.order_by("pk")[0].uuid], by=a_moderator())
    handed_over(submission)
    return submission


def words_of(case: Case) -> list[str]:
    return [each.body for each in hands.thread_of(case)]


def test_the_next_holder_reads_nothing_that_was_between_us_and_the_one_before() -> None:
    submission = a_case_with_a_past()

    case = Case.objects.get(pk=submission.case_id)
    all_of_it = everything.of(case, with_sealed=False)
    told = records.of(all_of_it, at=now())
    intake.read_messages(hands.thread_of(case))

    assert words_of(case) == []
    assert inbox.unread_in(case) == 0
    for secret in (HERS, OURS, SAID, "message_to_submitter"):
        assert secret not in str(told)
    passed = ("message.", "contact.", "case.call_", "case.letter_", "case.data_request")
    kept = [line["event"] for line in told["custody"]]
    assert "case.handed_over" in kept
    assert not [event for event in kept if event.startswith(passed)]
    assert (told["calls"], told["calls_with_others"], told["requests"]) == ([], 0, [])
    assert Message.objects.filter(by__isnull=False, read_at=None).count() == 1


def test_the_desk_goes_on_seeing_it_and_says_whose_it_was() -> None:
    submission = a_case_with_a_past()

    page = signed_in(a_moderator()).get(place(submission)).content.decode()

    assert SAID in page
    assert "when somebody else had the case" in page


def test_what_comes_after_is_theirs() -> None:
    submission = a_case_with_a_past()
    case = Case.objects.get(pk=submission.case_id)

    intake.write_message(case.pk, "I am her granddaughter.")
    calls.note(submission.pk, called(called_at=now()), by=a_moderator())

    told = records.of(everything.of(case, with_sealed=False), at=now())
    assert words_of(case) == ["I am her granddaughter."]
    assert [each["said"] for each in told["calls"]] == [SAID]


def test_a_question_that_waits_and_a_no_that_stands_are_for_whoever_has_the_case_now() -> None:
    waits, declined = a_submitted_testimony(), a_submitted_testimony()
    for submission in (waits, declined):
        intake.write_message(submission.case_id, HERS)
        review.take_up(submission.testimony.pk, by=a_moderator())
    review.ask(waits.testimony.pk, by=a_moderator(), question=QUESTION)
    why = "It is about another deportation."
    review.decline(declined.testimony.pk, by=a_moderator(), reason="other", explanation=why)

    for submission in (waits, declined):
        handed_over(submission)

    assert words_of(waits.case) == [QUESTION]
    assert words_of(declined.case) == [why]


def test_what_the_one_before_asked_is_neither_shown_nor_taken_back_by_the_next() -> None:
    case = Case.objects.get(pk=a_case_with_a_past().case_id)

    with pytest.raises(Refusal, match=r"^Please call us about this\.$"):
        data_requests.ask(case.pk, Right.ACCESS, "", language="en")

    assert not asked.of_holder(case).exists()


def test_an_answer_to_the_one_before_is_not_written_to_the_next_and_erases_nothing() -> None:
    submission = a_testimony_by_post()
    own = [
        data_requests.ask(submission.case_id, right, HERS, language="en")
        for right in (Right.RECTIFICATION, Right.ERASURE, Right.ACCESS)
    ]
    handed_over(submission)
    before = PaperLetter.objects.count()

    data_requests.grant(own[0].pk, by=a_moderator(), words=OURS)
    with pytest.raises(Refusal, match="handed the case over since"):
        data_requests.agree(own[1].pk, by=a_moderator())

    page = signed_in(a_moderator()).get(f"/admin/testimonies/datarequest/{own[2].reference}/")
    assert "Answer them where they left word" in page.content.decode()
    assert "Vilniaus g. 1" in page.content.decode()
    assert not Message.objects.exists()
    assert PaperLetter.objects.count() == before


def test_everything_tells_of_letters_by_post_and_of_reminders() -> None:
    submission = a_testimony_by_post()
    review.take_up(submission.testimony.pk, by=a_moderator())
    review.ask(submission.testimony.pk, by=a_moderator(), question=QUESTION)
    reminders.remind(at=now() + timedelta(days=15))

    told = records.of(everything.of(submission.case, with_sealed=False), at=now())

    kinds = [(each["kind"], each["state"]) for each in told["letters_by_post"]]
    assert kinds == [
        ("submission_received", "waiting"),
        ("question_to_submitter", "waiting"),
        ("question_waits", "waiting"),
    ]
    assert [each["step"] for each in told["reminders"]] == ["first"]
