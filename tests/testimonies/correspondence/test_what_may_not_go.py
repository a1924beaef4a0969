"""What may not be posted is not posted, whoever asks the database for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate, now

from testimonies.correspondence.posting import actions as posting
from testimonies.correspondence.reminders import actions as reminders
from testimonies.correspondence.requests import actions as requests
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.models import ArchiveRequest, CustodyEvent, PaperLetter, Submitter
from testimonies.models.archive_request import Way
from testimonies.models.paper_letter import State
from testimonies.review import actions as review
from tests.builders_letters import QUESTION, a_letter_by_post, a_request, a_testimony_by_post
from tests.builders_restraints import held, suspended
from tests.builders_review import a_moderator

pytestmark = pytest.mark.django_db


def put_into(state: State, letter: PaperLetter) -> None:
    """As no action does it."""
    PaperLetter.objects.filter(pk=letter.pk).update(
        state=state,
        prints=letter.prints + 1,
        printed_at=now(),
        printed_by=a_moderator(),
        posted_on=localdate() if state == State.POSTED else None,
        posted_by=a_moderator() if state == State.POSTED else None,
    )


def refuses(act: Callable[[], object], why: str) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        act()


def a_printed_letter() -> PaperLetter:
    letter = a_letter_by_post()
    posting.print_letters([letter.uuid], by=a_moderator())
    return PaperLetter.objects.get(pk=letter.pk)


def a_printed_letter_to_an_archive() -> PaperLetter:
    request = a_request()
    requests.send(request.pk, way=Way.POST, on=localdate(), by=a_moderator())
    letter = PaperLetter.objects.get(request=request)
    posting.print_letters([letter.uuid], by=a_moderator())
    return PaperLetter.objects.get(pk=letter.pk)


def test_nothing_is_posted_or_printed_again_while_a_case_is_suspended() -> None:
    letter = a_printed_letter()
    suspended(letter.submission.case)

    for state in (State.POSTED, State.PRINTED):
        refuses(partial(put_into, state, letter), "while a case is suspended")

    assert PaperLetter.objects.get(pk=letter.pk).state == State.PRINTED


def test_nothing_is_posted_to_whoever_is_not_safe_or_asked_for_no_letter() -> None:
    letter = a_printed_letter()

    for said in ({"safe_to_contact": False}, {"safe_to_contact": True, "preference": "none"}):
        Submitter.objects.update(**said)
        refuses(lambda: put_into(State.POSTED, letter), "not safe or asked for no letter")


@pytest.mark.parametrize("end", [suspended, held, intake.withdraw_all])
def test_nothing_leaves_for_an_archive_once_the_case_is_held_back_or_taken_back(end: Any) -> None:
    letter, draft = a_printed_letter_to_an_archive(), a_request()
    for case in (letter.submission.case, draft.submission.case):
        end(case.pk if end is intake.withdraw_all else case)

    own = ArchiveRequest.objects.filter(pk=draft.pk)
    refuses(lambda: put_into(State.POSTED, letter), "suspended|may not go any more")
    refuses(lambda: own.update(state="to_post", way="post"), "held back")
    refuses(
        lambda: own.update(
            state="sent", way="by_hand", sent_on=localdate(), due_on=localdate(), sent_by=1
        ),
        "held back",
    )


def test_a_letter_waits_at_first_and_stays_what_it_is() -> None:
    letter = a_letter_by_post()
    own = PaperLetter.objects.filter(pk=letter.pk)

    refuses(lambda: own.update(kind="case_changed"), "stays what it is")
    refuses(
        lambda: PaperLetter.objects.create(
            submission=letter.submission,
            kind="case_changed",
            language="en",
            state=State.PRINTED,
            prints=1,
            printed_at=now(),
            printed_by=a_moderator(),
        ),
        "waits at first",
    )


def test_nobody_is_asked_again_by_post_about_what_was_taken_back_or_answered() -> None:
    answered, taken_back = a_testimony_by_post(), a_testimony_by_post()
    for submission in (answered, taken_back):
        review.take_up(submission.testimony.pk, by=a_moderator())
        review.ask(submission.testimony.pk, by=a_moderator(), question=QUESTION)
    reminders.remind(at=now() + timedelta(days=15))
    again = PaperLetter.objects.filter(kind="question_waits")

    intake.answer(answered.case_id, "In 1956.")
    intake.withdraw(taken_back.pk)

    with pytest.raises(Refusal, match="does not wait for an answer any more"):
        posting.print_letters(again.values_list("uuid", flat=True), by=a_moderator())
    letter = again.get(submission=taken_back)
    refuses(lambda: put_into(State.PRINTED, letter), "may not go any more")
    assert not CustodyEvent.objects.filter(event="case.letter_printed").exists()
