"""A submission is in one person's hands, and the others see whose."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from testimonies.claims import actions as claims
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Message, QueueEntry, Submission, Testimony
from testimonies.models.testimony import Workflow
from testimonies.review import actions as review
from testimonies.review.taking import actions as taking
from tests.builders_claims import READING, a_recorded_claim
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    a_moderator,
    a_read_testimony,
    a_second_reader,
    a_testimony_in_review,
    an_assessor,
    another_moderator,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/testimonies/submission/"


def press(client: Client, submission: Submission, verb: str, **said: object) -> str:
    form = {name if name == "seen" else f"{verb}-{name}": words for name, words in said.items()}
    address = f"{QUEUE}{submission.reference}/{verb}/"
    return client.post(address, form, follow=True).content.decode()


def holder(submission: Submission) -> User | None:
    return QueueEntry.objects.select_related("assignee").get(pk=submission.pk).assignee


def test_what_is_taken_is_in_ones_hands_and_the_others_are_told() -> None:
    submission = a_submitted_testimony()

    press(signed_in(a_moderator()), submission, "take")

    assert holder(submission) == a_moderator()
    seen = signed_in(another_moderator()).get(f"{QUEUE}{submission.reference}/").content.decode()
    assert "rasa@example.org has had this in hand since" in seen
    assert "Take it over" in seen
    assert "/take-up/" not in seen
    assert CustodyEvent.objects.filter(event="submission.taken", by=a_moderator()).count() == 1


def test_a_second_press_takes_it_no_second_time() -> None:
    submission = a_submitted_testimony()

    for _press in range(2):
        press(signed_in(a_moderator()), submission, "take")

    assert CustodyEvent.objects.filter(event="submission.taken").count() == 1


def test_nobody_takes_or_decides_what_a_colleague_has_in_hand() -> None:
    testimony = a_testimony_in_review()
    other = signed_in(another_moderator())

    for verb in ("take", "accept"):
        assert "rasa@example.org has had this in hand" in press(other, testimony.submission, verb)

    assert Testimony.objects.get().workflow == Workflow.IN_REVIEW
    assert holder(testimony.submission) == a_moderator()


def test_it_is_taken_over_with_a_reason_that_stays() -> None:
    testimony = a_testimony_in_review()
    other = signed_in(another_moderator())
    assert "Write why" in press(other, testimony.submission, "take-over", reason=" ")
    assert holder(testimony.submission) == a_moderator()

    press(other, testimony.submission, "take-over", reason="On leave until May.")

    assert holder(testimony.submission) == another_moderator()
    line = CustodyEvent.objects.get(event="submission.taken_over")
    assert (line.by, line.detail["reason"]) == (another_moderator(), "On leave until May.")
    assert line.detail["of"] == str(a_moderator())
    assert "Accepted. Somebody else" in press(other, testimony.submission, "accept")


def test_it_is_given_to_a_colleague_with_a_note_and_given_back() -> None:
    submission = a_submitted_testimony()
    mine, theirs = signed_in(a_moderator()), signed_in(another_moderator())

    press(mine, submission, "pass-on", to=another_moderator().pk, note="You know Krasnoyarsk.")
    assert holder(submission) == another_moderator()
    assert Message.objects.get(is_internal=True).body == "You know Krasnoyarsk."
    assert "It is not in your hands" in press(mine, submission, "give-back")
    press(theirs, submission, "give-back")

    assert holder(submission) is None


@pytest.mark.parametrize("roles", [[Role.READER], [Role.RELEASE_OFFICER], []])
def test_it_is_given_to_nobody_who_could_not_work_on_it(roles: list[Role]) -> None:
    submission = a_submitted_testimony()
    whom = staff(*roles)

    page = press(signed_in(a_moderator()), submission, "pass-on", to=whom.pk, note="For you.")
    with pytest.raises(Refusal):
        taking.pass_on(submission.pk, to=whom, note="For you.", by=a_moderator())

    assert "For you." in page
    assert holder(submission) is None
    assert not Message.objects.exists()


def test_what_is_somebody_elses_step_is_in_nobodys_hands() -> None:
    testimony = a_testimony_in_review()
    assert holder(testimony.submission) == a_moderator()
    review.ask(testimony.pk, by=a_moderator(), question="Which year?")
    assert holder(testimony.submission) == a_moderator()
    review.take_up(testimony.pk, by=a_moderator())

    review.accept(testimony.pk, by=a_moderator())
    assert holder(testimony.submission) is None
    taking.take(testimony.submission_id, by=a_second_reader())
    review.second_accept(testimony.pk, by=a_second_reader())

    assert holder(testimony.submission) is None


def test_a_claim_is_one_persons_until_it_was_assessed() -> None:
    claim = a_recorded_claim(a_submitted_testimony())
    taking.take(claim.submission_id, by=an_assessor())

    claims.assess(claim.pk, by=an_assessor(), reading=READING)

    assert holder(claim.submission) is None


def test_the_second_of_two_is_told_who_decided_what_and_loses_no_word() -> None:
    testimony = a_testimony_in_review()
    QueueEntry.objects.update(assignee=None, assigned_at=None)
    review.ask(testimony.pk, by=a_moderator(), question="Which year?")

    page = press(
        signed_in(another_moderator()), testimony.submission, "decline",
        seen="in_review unpublished", reason="other", explanation="It is told twice.",
    )  # fmt: skip

    assert "rasa@example.org has decided in the meantime" in page
    assert "A question was asked." in page
    assert "It is told twice." in page
    assert Testimony.objects.get().workflow == Workflow.NEEDS_INFO
    assert not CustodyEvent.objects.filter(event="testimony.declined").exists()


def test_a_double_click_is_told_that_it_is_done() -> None:
    testimony = a_testimony_in_review()
    client = signed_in(a_moderator())
    seen = "in_review unpublished"
    press(client, testimony.submission, "accept", seen=seen)

    page = press(client, testimony.submission, "accept", seen=seen)

    assert "You have decided this already" in page
    assert CustodyEvent.objects.filter(event="testimony.accepted_by_first_reader").count() == 1


def test_what_nobody_waits_for_is_not_taken_nor_given_to_anybody() -> None:
    testimony = a_read_testimony()
    review.second_accept(testimony.pk, by=another_moderator())
    review.publish(testimony.pk, by=a_moderator())

    with pytest.raises(Refusal, match="Nobody has to do anything"):
        taking.take(testimony.submission_id, by=a_moderator())
    with pytest.raises(Refusal, match="Nobody has to do anything"):
        taking.pass_on(
            testimony.submission_id, to=another_moderator(), note="Look.", by=a_moderator()
        )


def test_it_is_offered_to_others_who_decide_on_such_things() -> None:
    colleagues = a_second_reader(), an_assessor(), another_moderator()
    told, claimed = a_submitted_testimony(), a_recorded_claim().submission

    def offered(submission: Submission) -> list[bool]:
        page = signed_in(a_moderator()).get(f"{QUEUE}{submission.reference}/").content.decode()
        (form,) = re.findall(r'/pass-on/".*?</form>', page, re.DOTALL)
        return [each.email in form for each in (a_moderator(), *colleagues)]

    assert offered(told) == [False, True, False, True]
    assert offered(claimed) == [False, False, True, True]
    with pytest.raises(Refusal):
        taking.pass_on(told.pk, to=an_assessor(), note="Yours?", by=a_moderator())
