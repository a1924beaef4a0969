"""What came with a decision goes with that decision: by SQL too, and with no other."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from testimonies.models import Assessment, Flag, OpenDecision, Submission
from tests.builders_claims import a_recorded_claim, an_assessor
from tests.builders_flags import a_flag
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, another_moderator, signed_in
from tests.testimonies.review.test_undoing import QUEUE, READ, press

pytestmark = pytest.mark.django_db

OPEN_AGAIN = (
    "UPDATE testimonies_flag SET closed_at = NULL, closed_by_id = NULL, told_at_close = NULL,"
    " outcome = ''"
)


def a_doubt_raised_at_the_desk() -> Flag:
    submission = a_submitted_testimony()
    place = f"{QUEUE}{submission.reference}/doubts/raise/"
    said = {"kind": "living_person", "passage": "", "why": "He may live."}
    signed_in(a_moderator()).post(place, said)
    return Flag.objects.get()


def test_a_doubt_goes_with_the_decision_in_which_it_was_raised() -> None:
    flag = a_doubt_raised_at_the_desk()
    assert flag.decision == OpenDecision.objects.get().uuid
    _must_be_refused("DELETE FROM testimonies_flag")  # nobody takes anything back

    OpenDecision.objects.update(after="")

    _sql("DELETE FROM testimonies_flag")


def test_a_doubt_does_not_go_with_what_the_same_person_decided_after_it() -> None:
    flag = a_doubt_raised_at_the_desk()
    press(signed_in(a_moderator()), flag.submission, "note", body="Fond R-1.")
    assert OpenDecision.objects.get().uuid != flag.decision
    OpenDecision.objects.update(after="")

    _must_be_refused("DELETE FROM testimonies_flag")

    assert Flag.objects.open().exists()


def test_a_doubt_that_was_raised_elsewhere_belongs_to_no_decision() -> None:
    flag = a_flag(a_submitted_testimony())
    press(signed_in(a_moderator()), flag.submission, "note", body="Fond R-1.")
    OpenDecision.objects.update(after="")

    _must_be_refused("DELETE FROM testimonies_flag")
    _must_be_refused("UPDATE testimonies_flag SET raised_at = raised_at - interval '1 hour'")

    _sql("UPDATE testimonies_flag SET decision = (SELECT uuid FROM testimonies_opendecision)")
    flag.refresh_from_db()
    assert flag.decision is None  # nobody says afterwards to what it belongs


def test_a_closed_doubt_opens_again_only_with_what_closed_it() -> None:
    flag = a_flag(a_submitted_testimony())
    client, prefix = signed_in(another_moderator()), str(flag.uuid)[:8]
    place = f"{QUEUE}{flag.submission.reference}/doubts/{flag.uuid}/close/"
    client.post(place, {f"{prefix}-outcome": "harmless", f"{prefix}-why": "It harms nobody."})
    flag.refresh_from_db()
    assert flag.closed_in == OpenDecision.objects.get().uuid
    press(client, flag.submission, "note", body="Fond R-1.")
    OpenDecision.objects.update(after="")

    _must_be_refused(OPEN_AGAIN)

    OpenDecision.objects.update(uuid=flag.closed_in)
    _sql(OPEN_AGAIN)
    assert Flag.objects.open().get().closed_in is None


def test_an_assessment_goes_with_the_decision_in_which_it_was_written() -> None:
    claim = a_recorded_claim()
    client = signed_in(an_assessor())
    press(client, _submission(claim.submission_id), "assess", **READ)
    written = Assessment.objects.get()
    assert written.decision == OpenDecision.objects.get().uuid
    _sql("UPDATE testimonies_claim SET state = 'recorded', first_assessor_id = NULL")
    press(client, _submission(claim.submission_id), "note", body="Fond R-1.")
    OpenDecision.objects.update(after="")

    _must_be_refused("DELETE FROM testimonies_assessment")

    OpenDecision.objects.update(uuid=written.decision)
    _sql("DELETE FROM testimonies_assessment")


def _submission(pk: int) -> Submission:
    return Submission.objects.get(pk=pk)


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _must_be_refused(statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _sql(statement)
