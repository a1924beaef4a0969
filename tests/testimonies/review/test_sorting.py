"""Sorting before reading, what was told before, and the clock of whoever is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils.timezone import now

from testimonies.claims import actions as claims
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.models import Claim, CustodyEvent, Message, Submission, Testimony
from testimonies.models.testimony import Workflow
from testimonies.review import actions as review
from testimonies.review import clock
from testimonies.review.repeats import actions as repeats
from tests.builders_claims import a_submitted_claim, an_assessor
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, a_testimony_in_review, an_accepted_testimony

pytestmark = pytest.mark.django_db
LETTER = "You told us the same in May."


def joined(repeating: Submission, first: Submission) -> Testimony:
    return repeats.join(
        repeating.testimony.pk, by=a_moderator(), original=first.reference, explanation=LETTER
    )


def test_what_was_sorted_waits_for_a_reader() -> None:
    testimony = a_submitted_testimony().testimony

    review.sort(testimony.pk, by=a_moderator())

    testimony.refresh_from_db()
    assert (testimony.workflow, testimony.first_reader) == (Workflow.TRIAGE, None)
    assert review.take_up(testimony.pk, by=a_moderator()).workflow == Workflow.IN_REVIEW


def test_an_answer_goes_back_to_where_the_question_was_asked() -> None:
    sorting, reading = a_submitted_testimony().testimony, a_testimony_in_review()
    review.sort(sorting.pk, by=a_moderator())
    for testimony in (sorting, reading):
        review.ask(testimony.pk, by=a_moderator(), question="When was it?")
        intake.answer(testimony.submission.case_id, "In June.")

    sorting.refresh_from_db()
    reading.refresh_from_db()

    assert (sorting.workflow, reading.workflow) == (Workflow.TRIAGE, Workflow.IN_REVIEW)


def test_what_was_told_before_points_there_and_its_letter_names_nobody() -> None:
    first, repeating = an_accepted_testimony().submission, a_submitted_testimony()

    joined(repeating, first)

    testimony = Testimony.objects.get(submission=repeating)
    assert (testimony.workflow, testimony.duplicate_of) == (Workflow.DUPLICATE, first)
    assert Message.objects.get(submission=repeating).body == LETTER
    assert CustodyEvent.objects.get(event="testimony.told_before").detail == {
        "of": first.reference
    }


def test_only_another_testimony_that_stands_can_have_told_it_first() -> None:
    first, repeating, third = (a_submitted_testimony() for _each in range(3))
    gone, claim = a_submitted_testimony(), a_submitted_claim()
    intake.withdraw(gone.pk)
    joined(repeating, first)

    for one, other in (
        (third, third), (third, repeating), (third, gone), (third, claim), (first, third),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            joined(one, other)

    assert Testimony.objects.exclude(duplicate_of=None).count() == 1


def test_when_the_first_is_taken_back_the_other_waits_for_a_reader_again() -> None:
    first, repeating = a_submitted_testimony(), a_submitted_testimony()
    joined(repeating, first)

    intake.withdraw(first.pk)

    testimony = Testimony.objects.get(submission=repeating)
    assert (testimony.workflow, testimony.duplicate_of) == (Workflow.TRIAGE, None)
    assert CustodyEvent.objects.filter(event="testimony.original_withdrawn").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_joined_with_what_is_being_taken_back() -> None:
    first, repeating = a_submitted_testimony(), a_submitted_testimony()

    def join() -> None:
        try:
            joined(repeating, first)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        review.withdraw(first.testimony.pk)
        with pytest.raises(Refusal, match="at work on that testimony"):
            other.submit(join).result(30)

    assert Testimony.objects.get(submission=repeating).workflow == Workflow.SUBMITTED
    assert not Message.objects.exists()


def test_a_duplicate_is_read_after_all_when_somebody_says_so() -> None:
    first, repeating = a_submitted_testimony(), a_submitted_testimony()
    testimony = joined(repeating, first)

    again = review.take_up(testimony.pk, by=a_moderator())

    assert (again.workflow, again.duplicate_of) == (Workflow.IN_REVIEW, None)


def test_the_database_lets_no_duplicate_be_without_its_first_or_in_a_row() -> None:
    first, repeating, third = (a_submitted_testimony() for _each in range(3))
    own = Testimony.objects.filter(submission=third)
    joined(repeating, first)

    for change, promise in (
        ({"workflow": "duplicate"}, "says_of_what"),
        ({"duplicate_of": first}, "says_of_what"),
        ({"workflow": "duplicate", "duplicate_of": third}, "says_of_what"),
        ({"workflow": "duplicate", "duplicate_of": repeating}, "tells it first"),
        ({"workflow": "declined"}, "declined_has_a_reason"),
    ):
        with pytest.raises(DatabaseError, match=promise), transaction.atomic():
            own.update(**change)


def test_the_clock_stands_still_while_the_submitter_is_asked() -> None:
    testimony = a_testimony_in_review()
    submission = testimony.submission
    Submission.objects.filter(pk=submission.pk).update(submitted_at=now() - timedelta(days=30))
    review.ask(testimony.pk, by=a_moderator(), question="When was it?")
    Testimony.objects.update(asked_at=now() - timedelta(days=10, hours=1))

    while_asked = clock.of(Submission.objects.get(), at=now())
    intake.answer(submission.case_id, "In June.")
    later = clock.of(Submission.objects.get(), at=now() + timedelta(days=5))

    assert while_asked == clock.Clock(with_us=19, with_submitter=10, stands_still=True)
    assert later == clock.Clock(with_us=24, with_submitter=10, stands_still=False)


def test_the_clock_of_a_claim_stands_still_too() -> None:
    submission = a_submitted_claim()
    claims.ask(submission.claim.pk, by=an_assessor(), question="Whose house was it?")
    assert Claim.objects.get().asked_at is not None
    Claim.objects.update(asked_at=now() - timedelta(days=3))

    intake.answer(submission.case_id, "My father's.")

    claim = Claim.objects.get()
    assert (claim.asked_at, claim.time_with_submitter.days) == (None, 3)


def test_nobody_is_asked_without_a_moment() -> None:
    a_testimony_in_review()

    with pytest.raises(DatabaseError, match="since_when"), transaction.atomic():
        Testimony.objects.update(asked_at=now())


def test_once_it_is_decided_there_is_no_clock() -> None:
    submission = an_accepted_testimony().submission

    assert clock.of(submission, at=now()) is None
