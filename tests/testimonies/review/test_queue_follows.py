"""The queue is drawn once and kept by the database: here it is drawn anew, and compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery

from testimonies.claims import actions as claims
from testimonies.intake import actions as intake
from testimonies.models import (
    Claim,
    ConsentRecord,
    Evidence,
    Message,
    QueueEntry,
    Submission,
    Testimony,
)
from testimonies.review import actions as review
from testimonies.review.messages import actions as messages
from tests.builders_claims import READING, a_recorded_claim
from tests.builders_flags import a_flag, closed
from tests.builders_intake import a_submitted_testimony
from tests.builders_restraints import held, let_go, suspended
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_read_testimony,
    a_testimony_in_review,
    an_accepted_testimony,
    an_assessor,
    another_moderator,
)

pytestmark = pytest.mark.django_db

#: Each without its columns that somebody writes.
KEPT = """
SELECT submission_id, case_id, kind, language, country, state, waits_for, is_changed, is_ours,
    since, is_suspended, is_held, is_doubted
FROM testimonies_queueentry ORDER BY submission_id
"""
DRAWN = """
SELECT submission_id, case_id, kind, language, country, state, waits_for, is_changed, is_ours,
    since, is_suspended, is_held, is_doubted
FROM testimonies_queue_as_told ORDER BY submission_id
"""
WORK = ["submitted", "acknowledged", "recorded", "assessed"]


def ask(testimony: Testimony) -> None:
    review.ask(testimony.pk, by=a_moderator(), question="Which year?")


def ask_and_answer(testimony: Testimony) -> None:
    ask(testimony)
    intake.answer(testimony.submission.case_id, "In 1957.")


def ask_and_get_a_message(testimony: Testimony) -> None:
    ask(testimony)
    Message.objects.create(case=testimony.submission.case, body="In 1957.")


def write_after_asking(testimony: Testimony) -> None:
    ask_and_get_a_message(testimony)
    messages.write(
        testimony.submission, "Of spring?", by=a_moderator(), letter="message_to_submitter"
    )


def remind_before_any_answer(testimony: Testimony) -> None:
    ask(testimony)
    messages.write(
        testimony.submission, "Please.", by=a_moderator(), letter="message_to_submitter"
    )


def answer_the_second_question(testimony: Testimony) -> None:
    write_after_asking(testimony)
    Message.objects.create(case=testimony.submission.case, body="Of autumn.")
    Message.objects.create(case=testimony.submission.case, body="Of late autumn.")


def decline(testimony: Testimony) -> None:
    review.decline(testimony.pk, by=a_moderator(), reason="not_serious", explanation="Sorry.")


def withdraw(testimony: Testimony) -> None:
    intake.withdraw(testimony.submission_id)


def change_consent(testimony: Testimony) -> None:
    first = testimony.submission.consents.get()
    first.superseded_at = testimony.submission.submitted_at
    first.save()
    ConsentRecord.objects.create(
        submission=testimony.submission,
        version=2,
        supersedes=first,
        language="lt",
        text_sha256="",
    )


def look_at_a_change(testimony: Testimony) -> None:
    change_consent(testimony)
    review.look(testimony.submission_id, by=a_moderator())


def note(testimony: Testimony) -> None:
    messages.note(testimony.submission, "Fond R-1.", by=a_moderator())


def hold_back_and_let_go(testimony: Testimony) -> None:
    held(testimony.submission.case)
    let_go(suspended(testimony.submission.case))
    closed(a_flag(testimony.submission))


ACTS = (
    ask, ask_and_answer, ask_and_get_a_message, write_after_asking, remind_before_any_answer,
    answer_the_second_question, decline, withdraw, change_consent, look_at_a_change, note,
    hold_back_and_let_go,
)  # fmt: skip


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_after_each_act_the_queue_is_as_if_drawn_anew(act: Callable[[Testimony], None]) -> None:
    testimony = a_testimony_in_review()

    act(testimony)

    _must_have_followed()


@pytest.mark.parametrize(
    "build",
    [a_submitted_testimony, a_read_testimony, an_accepted_testimony, a_published_testimony],
    ids=lambda build: build.__name__,
)
def test_at_each_step_the_queue_is_as_if_drawn_anew(build: Callable[[], object]) -> None:
    build()

    _must_have_followed()


def test_a_claim_is_followed_beside_a_testimony_of_the_same_case() -> None:
    claim = a_recorded_claim(a_submitted_testimony())
    _must_have_followed()

    claims.ask(claim.pk, by=a_moderator(), question="Whose house?")
    _must_have_followed()
    intake.answer(claim.submission.case_id, "My father’s.")
    _must_have_followed()
    claims.record(claim.pk, by=a_moderator())
    claims.assess(claim.pk, by=an_assessor(), reading=READING)
    _must_have_followed()
    claims.withdraw(claim.pk)

    _must_have_followed()
    assert QueueEntry.objects.get(submission=claim.submission).waits_for == ""


def test_what_was_taken_back_waits_for_no_reader_of_a_file_that_came_later() -> None:
    submission = a_submitted_testimony()
    Evidence.objects.create(case=submission.case, submission=submission, told={}, added_later=True)
    assert QueueEntry.objects.get().is_changed

    intake.withdraw(submission.pk)

    _must_have_followed()
    entry = QueueEntry.objects.get()
    assert (entry.waits_for, entry.is_changed, entry.is_ours) == ("", False, False)


def test_what_is_taken_out_of_the_archive_waits_again() -> None:
    testimony = a_published_testimony()
    assert QueueEntry.objects.get().waits_for == ""

    review.unpublish(testimony.pk, by=another_moderator())

    assert QueueEntry.objects.get().waits_for == "publication"
    _must_have_followed()


def _must_have_followed() -> None:
    """Against the view of the database, and against what was once asked of the tables."""
    assert rows(KEPT) == rows(DRAWN)
    for whom, found in _asked().items():
        assert set(_kept(whom)) == found, whom
    for entry in QueueEntry.objects.select_related("submission__testimony", "submission__claim"):
        assert entry.since == _since(entry.submission)


def _since(submission: Submission) -> datetime:
    """Since it was handed in or answered; while somebody is asked, since then, or since whoever
    wrote last began to.
    """
    thing: Any = getattr(submission, "testimony", None) or submission.claim
    if thing.asked_at is None:
        resumed: datetime = thing.resumed_at or submission.submitted_at
        return max(submission.submitted_at, resumed)
    since: datetime = thing.asked_at
    was_theirs = False  # the question was ours
    said = submission.case.messages.filter(is_internal=False, at__gt=thing.asked_at)
    for message in said.order_by("at", "id"):
        if (message.by_id is None) != was_theirs:
            since, was_theirs = message.at, not was_theirs
    return since


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _kept(whom: str) -> list[int]:
    entries = QueueEntry.objects.all()
    if whom in {"changed", "ours"}:
        entries = entries.filter(**{f"is_{whom}": True})
    else:
        entries = entries.filter(waits_for=whom)
    return list(entries.values_list("pk", flat=True))


def _asked() -> dict[str, set[int]]:
    """As the desk asked before there was a queue."""
    told = Testimony.objects.values_list("submission", flat=True)
    asked = Claim.objects.values_list("submission", flat=True)
    found = {
        "first": set(told.filter(workflow__in=["submitted", "in_review"])),
        "second": set(told.filter(workflow="second_review")),
        "claim": set(asked.filter(state__in=WORK)),
        "changed": {
            *ConsentRecord.objects.to_look_at().values_list("submission", flat=True),
            *Evidence.objects.waiting().values_list("submission", flat=True),
        }
        - {*told.filter(workflow="withdrawn"), *asked.filter(state="withdrawn")},
        "answer": {*told.filter(workflow="needs_info"), *asked.filter(state="info_requested")},
        "publication": set(told.filter(workflow="accepted", publication="unpublished")),
    }
    newest = Message.objects.filter(case=OuterRef("case"), is_internal=False)
    theirs = newest.order_by("-at", "-id").values(is_theirs=Q(by=None))[:1]
    answered = Submission.objects.filter(pk__in=found["answer"]).filter(
        Exists(newest), Q(Subquery(theirs))
    )
    ours = found["first"] | found["second"] | found["claim"] | found["changed"]
    return {**found, "ours": ours | set(answered.values_list("pk", flat=True))}
