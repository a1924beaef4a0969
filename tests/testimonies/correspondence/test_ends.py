"""What becomes of letters, calls and reminders when everything in a case is erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate, now

from testimonies.correspondence.calls import actions as calls
from testimonies.correspondence.reminders import actions as reminders
from testimonies.correspondence.requests import actions as requests
from testimonies.correspondence.requests.answers import actions as answers
from testimonies.correspondence.requests.answers.actions import Answer
from testimonies.data_requests import actions as data_requests
from testimonies.models import (
    ArchiveAnswer,
    ArchiveRequest,
    Call,
    CustodyEvent,
    Letter,
    PaperLetter,
    Reminder,
)
from testimonies.models.archive_answer import Outcome
from testimonies.models.archive_request import Way
from testimonies.review import actions as review
from tests.builders_data_requests import an_agreed_erasure
from tests.builders_letters import QUESTION, a_request, a_testimony_by_post
from tests.builders_review import a_moderator, a_release_officer
from tests.testimonies.correspondence.test_calls import called

pytestmark = pytest.mark.django_db


def test_an_erased_case_keeps_no_letter_but_the_last_no_call_and_takes_none() -> None:
    submission = a_testimony_by_post()
    review.take_up(submission.testimony.pk, by=a_moderator())
    review.ask(submission.testimony.pk, by=a_moderator(), question=QUESTION)
    reminders.remind(at=now() + timedelta(days=15))
    first = calls.note(submission.pk, called(), by=a_moderator())
    calls.note(submission.pk, called(called_at=now(), corrects=first.uuid), by=a_moderator())
    to_archive = a_request(submission)
    requests.send(to_archive.pk, way=Way.EMAIL, on=localdate(), by=a_moderator())
    answers.note(
        to_archive.pk, Answer(localdate(), Outcome.FOUND, "Forty pages."), by=a_moderator()
    )
    assert Letter.objects.filter(kind="archive_request").exists()

    request = an_agreed_erasure(submission)
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="As asked.")

    for gone in (Call, Reminder, ArchiveRequest, ArchiveAnswer):
        assert not gone._default_manager.exists()
    assert [letter.kind for letter in PaperLetter.objects.all()] == ["case_erased"]
    assert not Letter.objects.filter(kind="archive_request").exists()
    assert CustodyEvent.objects.filter(event="case.call_noted").exists()
    with pytest.raises(DatabaseError, match="takes nothing"), transaction.atomic():
        PaperLetter.objects.create(
            submission=submission, kind="message_to_submitter", language="en"
        )
