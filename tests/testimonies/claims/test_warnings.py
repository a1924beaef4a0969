"""What may have been claimed or paid twice is shown with its reason, and decides nothing."""

from __future__ import annotations

import pytest

from testimonies.claims import actions as claims
from testimonies.claims.warnings import queries as warnings
from testimonies.claims.warnings import rules
from testimonies.intake import actions as intake
from testimonies.models import Claim
from testimonies.models.claim import AwardKind, Head
from testimonies.models.identity import Verdict
from testimonies.people import actions as people
from testimonies.people.actions import Said
from testimonies.people.rules import Likeness
from tests.builders_claims import READING, a_recorded_claim, a_submitted_claim
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, an_assessor, signed_in

pytestmark = pytest.mark.django_db


def of(claim: Claim) -> list[warnings.Warning]:
    return warnings.of(claim, reader=an_assessor())


def judged(one: Claim, other: Claim, verdict: Verdict) -> None:
    first, second = (warnings.persons_of(each)[0] for each in (one, other))
    said = Said(verdict, "Both were born in Kretinga.", Likeness(()))
    people.judge(first.pk, second.pk, said, by=a_moderator())


def test_a_claim_alone_warns_of_nothing() -> None:
    assert of(a_submitted_claim(a_submitted_testimony()).claim) == []


def test_the_same_person_with_the_same_loss_is_shown_with_whoever_said_so() -> None:
    one, other = a_submitted_claim().claim, a_submitted_claim().claim
    judged(one, other, Verdict.SAME)

    (warning,) = of(one)

    assert warning.reference == other.submission.reference
    assert str(Head.FORCED_DEPORTATION.label) in warning.words
    assert "rasa@example.org said on" in warning.because


def test_somebody_else_is_not_warned_of() -> None:
    one, other = a_submitted_claim().claim, a_submitted_claim().claim
    people.sketch_waiting()
    judged(one, other, Verdict.NOT_SAME)

    assert of(one) == []


def test_what_nobody_has_judged_is_found_by_its_keys_and_explained_by_its_fields() -> None:
    one, other = (a_submitted_claim(a_submitted_testimony()).claim for _each in range(2))
    people.sketch_waiting()

    (warning,) = of(one)

    assert warning.reference == other.submission.reference
    assert "Nobody has said so, but these agree: name" in warning.because.replace("Name", "name")


def test_what_was_taken_back_warns_of_nothing() -> None:
    one, other = a_submitted_claim().claim, a_submitted_claim().claim
    judged(one, other, Verdict.SAME)

    intake.withdraw(other.submission_id)

    assert of(one) == []


def test_what_was_paid_before_is_shown_beside_the_losses_that_it_may_cover() -> None:
    claim = a_submitted_claim().claim
    told = {"by": "The court of Kaunas", "amount": "900.00", "currency": "LTL"}
    claim.awards.create(kind=AwardKind.PROPERTY, told=told)
    claim.awards.create(kind=AwardKind.REFUSED, told={})

    (warning,) = of(claim)

    assert str(Head.HOME_LAND_PROPERTY.label) in warning.words
    assert str(Head.FORCED_DEPORTATION.label) not in warning.words
    assert warning.because == "The court of Kaunas, 900.00 LTL."


def test_what_the_same_person_got_under_another_claim_is_shown_too() -> None:
    one, other = a_submitted_claim().claim, a_submitted_claim().claim
    judged(one, other, Verdict.PROBABLY)
    other.awards.create(kind=AwardKind.ONE_SUM, told={"by": "The state"})

    found = of(one)

    assert [warning.reference for warning in found] == [other.submission.reference] * 2
    assert "The state." in found[1].because


def test_no_warning_tells_of_what_lies_under_seal() -> None:
    one, other = a_submitted_claim().claim, a_submitted_claim().claim
    for claim in (one, other):
        claim.items.all().delete()
        claim.items.create(head=Head.SEXUAL_VIOLENCE, told={})
    judged(one, other, Verdict.SAME)

    (warning,) = of(one)

    assert warning.words == "There is another claim for what may be this person."


def test_a_status_or_a_refusal_has_paid_for_nothing() -> None:
    paid = {kind for kind in AwardKind if rules.may_cover(kind)}

    assert paid == {
        AwardKind.PENSION, AwardKind.ONE_SUM, AwardKind.PROPERTY, AwardKind.COURT,
        AwardKind.OTHER,
    }  # fmt: skip


def test_a_warning_stands_on_the_screen_and_stops_nothing() -> None:
    one, other = a_recorded_claim(), a_recorded_claim()
    judged(one, other, Verdict.SAME)
    place = f"/admin/testimonies/submission/{one.submission.reference}/"

    page = signed_in(an_assessor()).get(place).content.decode()

    assert "The same may have been claimed before" in page
    assert other.submission.reference in page
    assert claims.assess(one.pk, by=an_assessor(), reading=READING).state == "assessed"
