"""What was asked, claimed and written beside what was told goes with a case that is erased."""

from __future__ import annotations

import pytest

from testimonies.data_requests import actions as data_requests
from testimonies.errors import Refusal
from testimonies.models import ClaimItem, DataRequest, RepressionEpisode
from testimonies.models.data_request import Right, State
from testimonies.models.identity import Verdict
from testimonies.models.testimony import Verification
from testimonies.people import actions as people
from testimonies.people.rules import Likeness
from testimonies.weighing import actions as weighing
from testimonies.weighing.actions import Finding
from tests.builders_claims import a_submitted_claim
from tests.builders_data_requests import a_request, an_agreed_erasure
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_release_officer,
    an_accepted_testimony,
)
from tests.testimonies.data_requests.test_erasing import TOLD, left_of

pytestmark = pytest.mark.django_db


def test_what_was_asked_about_it_before_goes_too() -> None:
    told = a_published_testimony().submission
    asked = a_request(Right.RECTIFICATION, "Ona was never in Kretinga.", told)
    data_requests.grant(asked.pk, by=a_moderator(), words="Kretinga is corrected.")
    assert {"DataRequest.told", "DataRequest.answer"} <= left_of(TOLD)

    data_requests.carry_out(an_agreed_erasure(told).pk, by=a_release_officer(), reason="Asked")

    assert left_of(TOLD) == set()
    assert DataRequest.objects.get(pk=asked.pk).state == State.GRANTED


def test_what_else_the_holder_asks_is_answered_first() -> None:
    told = a_published_testimony().submission
    beside = a_request(Right.RECTIFICATION, "It was another farm.", told)
    request = an_agreed_erasure(told)

    with pytest.raises(Refusal, match=f"{beside.reference}. Answer that first"):
        data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")

    data_requests.grant(beside.pk, by=a_moderator(), words="It stands beside it.")
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")


def test_what_the_staff_said_of_it_beside_others_goes_too() -> None:
    told = a_published_testimony().submission
    other = an_accepted_testimony()
    finding = Finding(Verification.BY_TESTIMONY, "Ona tells the same.", told.testimony.reference)
    weighing.weigh(other.pk, finding, by=a_moderator())
    hers, theirs = told.mentions.get(), other.submission.mentions.get()
    said = people.Said(Verdict.SAME, "The Ona of the saw-mill.", Likeness(()))
    people.judge(theirs.pk, hers.pk, said, by=a_moderator())
    written = {"Weighing.told", "IdentityAssertion.reasons"}
    assert written <= left_of(("Ona tells", "Ona of"))

    data_requests.carry_out(an_agreed_erasure(told).pk, by=a_release_officer(), reason="Asked")

    assert not written & left_of(("Ona tells", "Ona of"))


def test_a_claim_for_a_period_of_the_testimony_beside_it_is_erased_with_it() -> None:
    submission = a_submitted_testimony()
    period = RepressionEpisode.objects.get(mention__submission=submission)
    a_submitted_claim(submission, head_forced_deportation={"period": [str(period.uuid)]})
    assert ClaimItem.objects.filter(episode=period).exists()

    request = an_agreed_erasure(submission)
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")

    assert not ClaimItem.objects.exists()
