"""Recorded, assessed by two people, ready: and what the database refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from testimonies.claims import actions as claims
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.models import Claim, CustodyEvent, Letter, Message
from testimonies.models.claim import State
from tests.builders_claims import (
    READING,
    a_claim_ready_for_bundle,
    a_recorded_claim,
    a_submitted_claim,
    an_assessor,
)

pytestmark = pytest.mark.django_db


def test_two_people_make_a_claim_ready() -> None:
    claim = a_claim_ready_for_bundle()

    assert claim.state == State.READY_FOR_BUNDLE
    assert claim.first_assessor != claim.second_assessor
    assert claim.recorded_at is not None


def test_the_first_assessor_cannot_be_the_second_too() -> None:
    claim = a_recorded_claim()
    claims.assess(claim.pk, by=an_assessor(), reading=READING)
    lines = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match="Somebody else"):
        claims.second_assess(claim.pk, by=an_assessor(), reading=READING)

    claim.refresh_from_db()
    assert (claim.state, claim.second_assessor) == (State.ASSESSED, None)
    assert CustodyEvent.objects.count() == lines


def test_the_database_refuses_it_as_well() -> None:
    claim = a_recorded_claim()
    claims.assess(claim.pk, by=an_assessor(), reading=READING)

    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.update(second_assessor=an_assessor())
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.update(state=State.READY_FOR_BUNDLE)


def test_nothing_is_assessed_that_is_not_recorded() -> None:
    claim = a_submitted_claim().claim

    with pytest.raises(Refusal):
        claims.assess(claim.pk, by=an_assessor(), reading=READING)

    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED


def test_a_question_waits_for_its_answer() -> None:
    submission = a_submitted_claim()
    claims.acknowledge(submission.claim.pk, by=an_assessor())
    claims.ask(submission.claim.pk, by=an_assessor(), question="Which house?")

    intake.answer(submission.case_id, "The one by the church.")

    assert Claim.objects.get().state == State.ACKNOWLEDGED
    assert Message.objects.filter(body__isnull=False).count() == 2


def test_what_cannot_be_recorded_has_a_reason_and_words() -> None:
    claim = a_submitted_claim().claim
    claims.acknowledge(claim.pk, by=an_assessor())

    claims.not_recordable(
        claim.pk,
        by=an_assessor(),
        reason="no_standing",
        explanation="Your mother would have to claim herself.",
    )

    told = Claim.objects.get()
    assert (told.state, told.not_recordable_reason) == (State.NOT_RECORDABLE, "no_standing")
    assert Message.objects.get().body.startswith("Your mother")
    assert Letter.objects.filter(kind="message_to_submitter").exists()


def test_a_claim_is_taken_back_whatever_its_state() -> None:
    claim = a_claim_ready_for_bundle()

    intake.withdraw(claim.submission_id)
    intake.withdraw(claim.submission_id)

    assert Claim.objects.get().state == State.WITHDRAWN
    assert CustodyEvent.objects.filter(event="claim.withdrawn").count() == 1


def test_sending_and_arriving_are_told_once() -> None:
    claim = a_claim_ready_for_bundle()

    for _institution in range(2):
        claims.transmit(claim.pk)
    for _institution in range(2):
        claims.receive(claim.pk)

    assert Claim.objects.get().state == State.RECEIVED
    assert CustodyEvent.objects.filter(event="claim.transmitted").count() == 1
    assert CustodyEvent.objects.filter(event="claim.received").count() == 1
