"""The page of a case: how it stands, what comes next, what can be done, at little cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from testimonies.claims import actions as claims
from testimonies.intake.inbox import queries as inbox
from testimonies.models import Evidence, Testimony
from tests.builders_claims import READING, a_recorded_claim, a_submitted_claim, an_assessor
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_published_testimony, an_accepted_testimony
from tests.testimonies.intake.walking import Walker, let_in

pytestmark = pytest.mark.django_db


def at_home(walker: Walker, handle: str) -> Walker:
    return walker.open(f"/en/case/{handle}/")


def test_fifty_files_cost_no_more_than_twelve_queries() -> None:
    submission = a_submitted_testimony()
    a_submitted_claim(submission)
    Evidence.objects.bulk_create(
        Evidence(case=submission.case, submission=submission, told={}, added_later=number % 2 == 0)
        for number in range(50)
    )
    walker = at_home(let_in(submission), submission.case.handle)

    with CaptureQueriesContext(connection) as asked:
        at_home(walker, submission.case.handle)

    assert walker.sees("25 files that came later wait for their two readers.")
    assert len(asked) <= 12


def test_it_says_what_happens_next_and_invents_no_figure() -> None:
    submission = a_submitted_testimony()

    walker = at_home(let_in(submission), submission.case.handle)

    assert walker.sees("What happens next: Two people of the association read it")
    assert walker.sees("We cannot say how long that takes.")


def test_of_a_claim_that_may_go_to_nobody_no_bundle_is_promised() -> None:
    nobody = {"scope": ["none"], "institutions": [], "papers": ["no"]}
    claim = a_recorded_claim(a_submitted_testimony(), receivers=nobody)
    walker = let_in(claim.submission)
    handle = claim.submission.case.handle
    assert at_home(walker, handle).sees("You let it go to no institution, so it is only kept.")

    claims.assess(claim.pk, by=an_assessor(), reading=READING)
    claims.second_assess(claim.pk, by=an_assessor("another"), reading=READING)

    assert at_home(walker, handle).sees("Two people have assessed it.")
    assert not walker.sees("next bundle")


def test_how_long_it_takes_is_said_once_enough_have_been_read() -> None:
    submission = a_submitted_testimony()
    read = [an_accepted_testimony() for _number in range(10)]
    for days, testimony in enumerate(read):
        accepted_at = testimony.submission.submitted_at + timedelta(days=days)
        Testimony.objects.filter(pk=testimony.pk).update(accepted_at=accepted_at)

    walker = at_home(let_in(submission), submission.case.handle)

    assert inbox.usual_days() == (3, 8)
    assert walker.sees("Lately that took between 3 and 8 days.")


def test_of_what_is_public_it_says_that_nothing_more_has_to_happen() -> None:
    submission = a_published_testimony().submission

    walker = at_home(let_in(submission), submission.case.handle)

    assert walker.sees("Public It stands in the archive, shown as you allowed.")
    assert not walker.sees("We cannot say how long")


def test_everything_is_taken_back_from_one_page_where_there_are_several() -> None:
    submission = a_submitted_testimony()
    handle = submission.case.handle
    walker = at_home(let_in(submission), handle)
    assert not walker.sees("Take everything back")
    a_submitted_claim(submission)
    assert at_home(walker, handle).sees("Take everything back")

    walker.open(f"/en/case/{handle}/withdraw/")
    assert walker.sees("It goes to nobody from now on.")
    walker.press()

    assert walker.sees("Everything has been taken back.")
    assert not walker.sees("You can change it.")
    assert not walker.sees("Add papers or photographs")
    assert Testimony.objects.get().workflow == "withdrawn"


def test_of_several_cases_in_one_browser_each_says_what_is_in_it() -> None:
    submission = a_submitted_testimony()
    walker = let_in(submission)
    walker.begin("claims")

    walker.open("/en/case/")

    assert walker.sees("Several cases are open in this browser.")
    assert walker.sees(f"Testimony {submission.reference}")
    assert walker.sees("Claim: Not handed in yet")
