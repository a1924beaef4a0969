"""A suspended case is hidden everywhere at once, and comes back exactly as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from testimonies.archive import queries as archive
from testimonies.claims import actions as claims
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.models import Claim, CustodyEvent, Letter, Restraint, Testimony
from testimonies.models.testimony import Publication, Workflow
from testimonies.privacy import queries as privacy
from testimonies.privacy.rules import Level
from testimonies.review import actions as review
from testimonies.review.messages import actions as messages
from tests.builders_claims import READING, a_recorded_claim, an_assessor
from tests.builders_intake import a_submitted_testimony
from tests.builders_restraints import DANGER, held, let_go, suspended
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_read_testimony,
    a_testimony_in_review,
    an_accepted_testimony,
    another_moderator,
)

pytestmark = pytest.mark.django_db


def test_a_suspended_testimony_is_found_nowhere_and_comes_back_as_it_was() -> None:
    testimony = a_published_testimony()
    address = f"/en/archive/testimonies/{testimony.reference}/"
    before = Client().get(address).content

    restraint = suspended(testimony.submission.case)

    assert Client().get(address).status_code == 404
    assert archive.newest().testimonies == ()  # type: ignore[union-attr]
    assert testimony.reference not in Client().get("/en/archive/testimonies/").content.decode()
    decision = privacy.access_to(testimony.submission)
    assert decision is not None
    assert decision.access.text == decision.access.documents == Level.NOBODY
    assert not decision.access.for_institution("gov-lt")

    let_go(restraint)

    assert Client().get(address).content == before
    testimony.refresh_from_db()
    assert (testimony.workflow, testimony.publication) == (
        Workflow.ACCEPTED,
        Publication.PUBLISHED,
    )


@pytest.mark.parametrize(
    "begun",
    [a_testimony_in_review, a_read_testimony, an_accepted_testimony, a_published_testimony],
)
def test_it_comes_from_any_state_and_leaves_it_alone(begun: Callable[[], Testimony]) -> None:
    testimony = begun()
    was = (testimony.workflow, testimony.publication)

    restraint = suspended(testimony.submission.case)
    let_go(restraint)

    testimony.refresh_from_db()
    assert (testimony.workflow, testimony.publication) == was


def test_nobody_decides_about_a_suspended_case() -> None:
    read, submission = a_read_testimony(), a_submitted_testimony()
    for case in (read.submission.case, submission.case):
        suspended(case)

    acts: tuple[Callable[[], object], ...] = (
        lambda: review.second_accept(read.pk, by=another_moderator()),
        lambda: review.send_back(read.pk, by=another_moderator(), note="Look again"),
        lambda: review.take_up(submission.testimony.pk, by=a_moderator()),
        lambda: review.ask(submission.testimony.pk, by=a_moderator(), question="When?"),
    )
    for act in acts:
        with pytest.raises(Refusal, match="suspended"):
            act()

    read.refresh_from_db()
    assert read.workflow == Workflow.SECOND_REVIEW
    assert not CustodyEvent.objects.filter(event="testimony.accepted").exists()


def test_a_suspended_claim_is_not_assessed() -> None:
    claim = a_recorded_claim()
    suspended(claim.submission.case)

    with pytest.raises(Refusal, match="suspended"):
        claims.assess(claim.pk, by=an_assessor(), reading=READING)

    assert Claim.objects.get().state == "recorded"


def test_its_submitter_can_always_take_it_back() -> None:
    testimony = a_published_testimony()
    suspended(testimony.submission.case)

    intake.withdraw(testimony.submission_id)

    testimony.refresh_from_db()
    assert testimony.workflow == Workflow.WITHDRAWN
    assert testimony.public_text == ""


def test_no_letter_goes_to_somebody_who_may_be_in_danger() -> None:
    submission = a_submitted_testimony()
    suspended(submission.case)
    before = Letter.objects.count()

    messages.write(submission, "Are you well?", by=a_moderator(), letter="message_to_submitter")

    assert Letter.objects.count() == before


def test_it_is_written_down_by_whom_and_why_and_its_words_are_sealed() -> None:
    submission = a_submitted_testimony()

    let_go(suspended(submission.case))

    events = CustodyEvent.objects.filter(subject=str(submission.case.uuid)).order_by("pk")
    assert list(events.filter(event__contains="suspen").values_list("event", "by__email")) == [
        ("case.suspended", "rasa@example.org"),
        ("case.suspension_ended", "rasa@example.org"),
    ]
    assert events.get(event="case.suspended").detail == {"ground": "danger_teller"}
    assert Restraint.objects.get().told["why"] == DANGER.words


def test_twice_is_refused() -> None:
    case = a_submitted_testimony().case
    restraint = suspended(case)

    with pytest.raises(Refusal, match="already"):
        suspended(case)
    let_go(restraint)
    with pytest.raises(Refusal, match="already"):
        let_go(restraint)

    assert Restraint.objects.count() == 1


@pytest.mark.parametrize(
    ("build", "set_to"),
    [
        (an_accepted_testimony, "publication = 'published', published_at = now(),"
         " published_under_id = (SELECT max(id) FROM testimonies_consentrecord)"),
        (a_read_testimony, "workflow = 'accepted', accepted_at = now(), second_reader_id ="
         " (SELECT max(id) FROM accounts_user WHERE id <> first_reader_id)"),
    ],
)  # fmt: skip
def test_the_database_lets_nothing_of_it_go_on(
    build: Callable[[], Testimony], set_to: str
) -> None:
    testimony = build()
    another_moderator()
    suspended(testimony.submission.case)

    with pytest.raises(DatabaseError, match="held back"), transaction.atomic():
        Testimony.objects.raw(f"UPDATE testimonies_testimony SET {set_to} RETURNING id")[0]  # noqa: S608


def test_the_database_publishes_nothing_that_is_on_hold() -> None:
    testimony = an_accepted_testimony()
    held(testimony.submission.case)

    with pytest.raises(Refusal, match="consent does not let"):
        review.publish(testimony.pk, by=a_moderator())
    with pytest.raises(DatabaseError, match="held back"), transaction.atomic():
        Testimony.objects.filter(pk=testimony.pk).update(
            publication="published",
            published_at=testimony.accepted_at,
            published_under=testimony.submission.consents.get(),
        )


def test_the_database_lets_no_restraint_be_rewritten() -> None:
    restraint = suspended(a_submitted_testimony().case)

    with pytest.raises(DatabaseError, match="only ended"), transaction.atomic():
        Restraint.objects.update(ground="other")
    with pytest.raises(DatabaseError, match="only ended"), transaction.atomic():
        Restraint.objects.all().delete()
    with pytest.raises(DatabaseError, match="says_by_whom"), transaction.atomic():
        Restraint.objects.update(ended_at=restraint.began_at)
