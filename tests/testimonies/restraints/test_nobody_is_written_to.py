"""While a case is suspended no letter goes to its submitter: another may be reading along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import now

from testimonies.claims import questions
from testimonies.data_requests import actions as data_requests
from testimonies.intake.contact import actions as contact
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.expiry import actions as expiry
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.intake.told import Contact
from testimonies.models import Draft, Letter, PaperLetter, Submission
from testimonies.models.claim import Standing
from tests.builders_data_requests import a_request, an_agreed_erasure
from tests.builders_intake import a_submitted_testimony
from tests.builders_letters import a_testimony_by_post
from tests.builders_restraints import let_go, suspended
from tests.builders_review import a_moderator, a_release_officer

pytestmark = pytest.mark.django_db
MAILED = {"preference": ["email"], "email": ["ona@example.org"]}
HEIR = Heir(name="Liepa", standing=Standing.NEXT_OF_KIN, preference="none", is_safe=False)


def erase(submission: Submission) -> None:
    request = an_agreed_erasure(submission)
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")


def answer(submission: Submission) -> None:
    request = a_request(submission=submission)
    data_requests.extend(request.pk, by=a_moderator(), words="It takes longer.")


def hand_over(submission: Submission) -> None:
    handing_over.hand_over(submission.case_id, handing_over.prepare(submission.case_id, HEIR))


def move(submission: Submission) -> None:
    another = Contact("email", is_safe=True, details={"email": "another@example.org"})
    seen = submission.case.submitter.version
    contact.change(submission.case_id, another, seen=seen, language="en")


def begin_and_stop(submission: Submission) -> None:
    begun = drafts.start_within(submission.case_id, questions.CLAIM)
    begun.answers = {"contact": {**MAILED, "safe": ["yes"]}}
    begun.expires_at = now() + timedelta(days=3)
    begun.save(update_fields=["answers", "expires_at"])
    expiry.warn()


ACTS = [erase, answer, hand_over, move, begin_and_stop]


@pytest.mark.parametrize("act", ACTS)
def test_no_mail_goes_until_the_suspension_is_ended(act: Callable[[Submission], None]) -> None:
    silent, spoken_to = (a_submitted_testimony(contact=MAILED) for _each in range(2))
    suspended(silent.case)
    Letter.objects.all().delete()

    act(silent)
    assert not Letter.objects.exists()
    assert not PaperLetter.objects.exists()
    let_go(suspended(spoken_to.case))
    act(spoken_to)

    assert Letter.objects.count() == 1


@pytest.mark.parametrize("act", [erase, answer, hand_over])
def test_no_letter_goes_by_post_either(act: Callable[[Submission], None]) -> None:
    submission = a_testimony_by_post()
    suspended(submission.case)
    PaperLetter.objects.all().delete()

    act(submission)

    assert not PaperLetter.objects.exists()
    assert Draft.objects.unfinished().count() == 0
