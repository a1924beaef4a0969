"""A claim is recorded once somebody has ticked, point by point, that it is complete."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from testimonies.claims import actions as claims
from testimonies.claims.completeness import actions as completeness
from testimonies.errors import Refusal
from testimonies.models import Claim, ClaimPoint, CustodyEvent
from testimonies.models.claim_check import Answer, Point
from tests.builders_claims import a_submitted_claim, an_assessor, checked
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, a_second_reader, signed_in

pytestmark = pytest.mark.django_db


def an_acknowledged_claim() -> Claim:
    return claims.acknowledge(a_submitted_claim().claim.pk, by=an_assessor())


def test_what_was_not_ticked_is_named_and_nothing_is_recorded() -> None:
    claim = an_acknowledged_claim()
    checked(claim.pk)
    completeness.tick(claim.pk, {Point.LOSSES: Answer.MISSING}, by=an_assessor())

    with pytest.raises(Refusal, match="Each loss is described"):
        claims.record(claim.pk, by=an_assessor())

    claim.refresh_from_db()
    assert (claim.state, claim.recorded_at) == ("acknowledged", None)
    assert not CustodyEvent.objects.filter(event="claim.recorded").exists()


def test_what_is_not_needed_is_no_gap() -> None:
    claim = an_acknowledged_claim()

    checked(claim.pk, Answer.NOT_NEEDED)

    assert claims.record(claim.pk, by=an_assessor()).state == "recorded"


def test_whoever_ticks_a_point_stands_beside_it() -> None:
    claim = an_acknowledged_claim()
    checked(claim.pk)

    changed = completeness.tick(
        claim.pk, {Point.WHO: Answer.HERE, Point.PAPERS: Answer.MISSING}, by=a_moderator()
    )

    assert changed == 1
    assert claim.points.get(point=Point.PAPERS).by == a_moderator()
    assert claim.points.get(point=Point.WHO).by == an_assessor()
    lines = CustodyEvent.objects.filter(event="claim.checked").order_by("id")
    assert [line.detail for line in lines] == [{"missing": 0}, {"missing": 1}]


def test_after_recording_nobody_ticks_any_more() -> None:
    claim = an_acknowledged_claim()
    checked(claim.pk)
    claims.record(claim.pk, by=an_assessor())

    with pytest.raises(Refusal, match="being checked"):
        checked(claim.pk, Answer.MISSING)


def test_the_database_records_nothing_that_was_not_ticked() -> None:
    claim = an_acknowledged_claim()
    checked(claim.pk)
    claim.points.filter(point=Point.WHO).delete()

    with pytest.raises(DatabaseError, match="was not ticked"), transaction.atomic():
        Claim.objects.update(state="recorded")

    completeness.tick(claim.pk, {Point.WHO: Answer.HERE}, by=an_assessor())
    assert ClaimPoint.objects.count() == len(Point) == 9
    Claim.objects.update(state="recorded")


def test_at_the_desk_the_list_is_ticked_beside_what_is_missing_as_proof() -> None:
    submission = a_submitted_claim(a_submitted_testimony())
    claims.acknowledge(submission.claim.pk, by=an_assessor())
    place = f"/admin/testimonies/submission/{submission.reference}/completeness/"
    client = signed_in(an_assessor())

    page = client.get(place).content.decode()
    assert "Recorded does not mean awarded." in page
    assert "What is missing as proof" in page
    assert client.post(place, {"who": "here", "papers": "missing"}).status_code == 302
    assert signed_in(a_second_reader()).post(place, {"who": "here"}).status_code == 403

    assert dict(ClaimPoint.objects.values_list("point", "answer")) == {
        "who": "here",
        "papers": "missing",
    }
