"""What waits for whom, and how it is found among many."""

from __future__ import annotations

import pytest

from testimonies.models import Message, Submission
from testimonies.review import actions as review
from testimonies.review import queue
from testimonies.review.messages import actions as messages
from tests.builders_claims import a_recorded_claim
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_read_testimony,
    a_testimony_in_review,
    an_accepted_testimony,
    signed_in,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/testimonies/submission/"


def test_each_waits_where_its_next_step_is() -> None:
    received = a_submitted_testimony()
    read = a_read_testimony().submission
    accepted = an_accepted_testimony().submission
    published = a_published_testimony().submission
    claim = a_recorded_claim(received).submission

    assert _waiting("first") == {received.pk}
    assert _waiting("second") == {read.pk}
    assert _waiting("publication") == {accepted.pk}
    assert _waiting("claim") == {claim.pk}
    assert _waiting("answer") == _waiting("changed") == set()
    assert _waiting("") == {received.pk, read.pk, claim.pk}
    assert published.pk not in _waiting("")


def test_what_was_answered_is_ours_again_until_we_write() -> None:
    testimony = a_testimony_in_review()
    own = {testimony.submission_id}
    review.ask(testimony.pk, by=a_moderator(), question="Which year?")
    assert (_waiting("answer"), _waiting("")) == (own, set())

    Message.objects.create(case=testimony.submission.case, body="In 1957.")
    assert (_waiting("answer"), _waiting("")) == (own, own)

    _write(testimony.submission)
    assert (_waiting("answer"), _waiting("")) == (own, set())


def test_a_reference_is_found_however_it_is_typed() -> None:
    submission = a_submitted_testimony()
    client = signed_in(a_moderator())

    for typed in (submission.reference, f" {submission.reference.lower()} "):
        page = client.get(QUEUE, {"q": typed, "waits": "all"}).content.decode()
        assert f"{QUEUE}{submission.reference}/" in page

    part = client.get(QUEUE, {"q": submission.reference[:-1], "waits": "all"}).content.decode()
    assert f"{QUEUE}{submission.reference}/" not in part


@pytest.mark.parametrize(("language", "is_there"), [("lt", True), ("lv", False)])
def test_a_language_can_be_chosen(language: str, is_there: bool) -> None:
    submission = a_submitted_testimony(language="lt")

    page = signed_in(a_moderator()).get(QUEUE, {"language": language}).content.decode()

    assert (f"{QUEUE}{submission.reference}/" in page) is is_there
    assert "Lithuanian" in page


def _waiting(whom: str) -> set[int]:
    found = queue.waiting_for(queue.on_the_desk(Submission.objects.all()), whom)
    return set(found.values_list("pk", flat=True))


def _write(submission: Submission) -> None:
    messages.write(submission, "Of spring?", by=a_moderator(), letter="message_to_submitter")
