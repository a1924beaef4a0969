"""What has changed beside a decision since, so that it cannot be taken back any more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from accounts.models import User
from testimonies.correspondence.posting import actions as posting
from testimonies.errors import Refusal
from testimonies.models import (
    Case,
    Letter,
    OpenDecision,
    PaperLetter,
    QueueEntry,
    Redaction,
    Restraint,
    Submission,
    Testimony,
)
from testimonies.models.paper_letter import State
from testimonies.redactions import actions as redactions
from testimonies.redactions import answers
from testimonies.redactions.actions import Words
from testimonies.review.messages import actions as messages
from testimonies.review.undoing import actions as undoing
from tests.builders_claims import a_recorded_claim
from tests.builders_intake import a_submitted_testimony
from tests.builders_letters import BY_POST
from tests.builders_restraints import held, suspended
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_testimony_in_review,
    another_moderator,
    signed_in,
)
from tests.instance import eventually
from tests.testimonies.review.test_undoing import press

pytestmark = pytest.mark.django_db


def _proposed(submission: Submission) -> Redaction:
    first = answers.of(submission)[0]
    said = Words(first.question, first.words, "third_person")
    return redactions.propose_words(submission.pk, said, by=a_moderator())


def _covered(submission: Submission) -> Redaction:
    return redactions.approve(_proposed(submission).pk, by=another_moderator())


@pytest.mark.parametrize("meanwhile", [_proposed, _covered])
def test_what_was_covered_elsewhere_in_the_case_does_not_come_back(
    meanwhile: Callable[[Submission], Redaction],
) -> None:
    testimony = a_published_testimony()
    claim = a_recorded_claim(testimony.submission)
    press(signed_in(a_moderator()), testimony.submission, "unpublish")
    meanwhile(claim.submission)

    with pytest.raises(Refusal, match="it cannot be taken back"):
        take_back(testimony.submission)

    assert Testimony.objects.get(pk=testimony.pk).publication != "published"


def test_what_waits_to_be_covered_does_not_come_back() -> None:
    testimony = a_published_testimony()
    _proposed(a_recorded_claim(testimony.submission).submission)
    press(signed_in(a_moderator()), testimony.submission, "unpublish")

    with pytest.raises(Refusal, match="Something in it is to be covered"):
        take_back(testimony.submission)

    assert Testimony.objects.get(pk=testimony.pk).publication != "published"


@pytest.mark.parametrize(
    ("restrain", "why"), [(suspended, "is suspended"), (held, "kept for now, by law")]
)
def test_a_case_that_is_held_back_does_not_come_back(
    restrain: Callable[[Case], Restraint], why: str
) -> None:
    testimony = a_published_testimony()
    restrain(testimony.submission.case)
    press(signed_in(a_moderator()), testimony.submission, "unpublish")

    with pytest.raises(Refusal, match=why):
        take_back(testimony.submission)

    assert Testimony.objects.get(pk=testimony.pk).publication != "published"


def test_a_letter_that_others_send_meanwhile_waits_for_nothing() -> None:
    submission = a_testimony_in_review().submission
    press(signed_in(a_moderator()), submission, "note", body="Fond R-1.")
    with transaction.atomic():
        messages.tell(submission, "message_to_submitter", return_url="/")

    take_back(submission)

    letter = Letter.objects.get(kind="message_to_submitter")
    assert letter.problem == ""


def _leaves(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _loses_the_role(user: User) -> None:
    User.objects.filter(pk=user.pk).update(roles=["reader"])


@pytest.mark.parametrize("meanwhile", [_leaves, _loses_the_role])
def test_nothing_goes_back_into_the_hands_of_whoever_cannot_work_on_it(
    meanwhile: Callable[[User], None],
) -> None:
    submission = a_submitted_testimony()
    press(signed_in(another_moderator()), submission, "take")
    press(signed_in(a_moderator()), submission, "take-over", reason="She is ill.")
    meanwhile(another_moderator())

    with pytest.raises(Refusal, match="Something has changed here"):
        take_back(submission)

    assert QueueEntry.objects.get(pk=submission.pk).assignee == a_moderator()


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_is_printed_at_that_moment_stays() -> None:
    submission = a_testimony_in_review(contact=BY_POST).submission
    press(signed_in(a_moderator()), submission, "write", body="Thank you.")
    letter = PaperLetter.objects.get(submission=submission, message__isnull=False)
    is_printed, may_end = Event(), Event()

    with ThreadPoolExecutor(2) as hands:
        printing = hands.submit(_print, letter, is_printed, may_end)
        is_printed.wait()
        taking_back = hands.submit(_tried, submission)
        eventually(somebody_waits)
        may_end.set()

    assert printing.exception() is None
    assert taking_back.result() == "refused"
    assert PaperLetter.objects.get(pk=letter.pk).state == State.PRINTED


def take_back(submission: Submission) -> None:
    decision = OpenDecision.objects.get(submission=submission)
    undoing.take_back(submission.pk, decision.uuid, by=a_moderator())


def _print(letter: PaperLetter, is_printed: Event, may_end: Event) -> None:
    try:
        with transaction.atomic():
            posting.print_letters([letter.uuid], by=another_moderator())
            is_printed.set()
            may_end.wait()
    finally:
        is_printed.set()
        connection.close()


def _tried(submission: Submission) -> str:
    try:
        take_back(submission)
    except Refusal:
        return "refused"
    finally:
        connection.close()
    return "taken back"


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])
