"""Notes about calls: never changed, handed out with everything, and come back to in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import localtime, now

from accounts.roles import Role
from testimonies.correspondence import queries
from testimonies.correspondence.calls import actions as calls
from testimonies.correspondence.calls.actions import Said
from testimonies.errors import Refusal
from testimonies.intake.everything import queries as everything
from testimonies.intake.everything import records
from testimonies.models import Call, CustodyEvent, Submission
from testimonies.models.call import Direction
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, signed_in, staff

pytestmark = pytest.mark.django_db
SAID = "Her father came back in 1956, not in 1958."


def called(**more: Any) -> Said:
    told = {"who": "Ona herself", "said": SAID, "agreed": ""}
    known: dict[str, Any] = {
        "direction": Direction.THEY_CALLED,
        "with_submitter": True,
        "called_at": now() - timedelta(hours=1),
        "told": told,
    }
    return Said(**{**known, **more})


def place(submission: Submission, part: str = "") -> str:
    return f"/admin/testimonies/submission/{submission.reference}/correspondence/{part}"


def test_a_call_is_written_down_and_stands_in_case_and_history() -> None:
    submission, desk = a_submitted_testimony(), signed_in(a_moderator())
    said = {
        "call-direction": "in",
        "call-whom": "submitter",
        "call-who": "Ona herself",
        "call-called_at": (localtime() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "call-said": SAID,
        "call-agreed": "We send her the form.",
        "call-follow_up_on": "",
    }

    first = desk.post(place(submission, "call/"), said)
    desk.post(place(submission, "call/"), said)

    assert first.status_code == 302
    assert Call.objects.count() == 1
    screen = desk.get(f"/admin/testimonies/submission/{submission.reference}/").content.decode()
    for words in (SAID, "We send her the form.", "A call was written down.", "they called us"):
        assert words in screen


def test_nothing_typed_is_lost_when_something_is_missing() -> None:
    submission, desk = a_submitted_testimony(), signed_in(a_moderator())

    page = desk.post(place(submission, "call/"), {"call-said": SAID}).content.decode()

    assert "Error:" in page
    assert SAID in page
    assert not Call.objects.exists()


def test_a_note_stays_and_a_later_one_puts_it_right() -> None:
    submission = a_submitted_testimony()
    wrong = calls.note(submission.pk, called(), by=a_moderator())

    right = calls.note(
        submission.pk, called(called_at=now(), corrects=wrong.uuid), by=a_moderator()
    )

    assert right.corrects == wrong
    for change in (
        lambda: Call.objects.filter(pk=wrong.pk).update(called_at=now()),
        lambda: Call.objects.filter(pk=right.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="a note about a call stays"), transaction.atomic():
            change()


def test_a_call_of_tomorrow_and_a_note_of_another_case_are_refused() -> None:
    submission, other = a_submitted_testimony(), a_submitted_testimony()
    elsewhere = calls.note(other.pk, called(), by=a_moderator())

    for said in (called(called_at=now() + timedelta(days=1)), called(corrects=elsewhere.uuid)):
        with pytest.raises(Refusal):
            calls.note(submission.pk, said, by=a_moderator())

    assert not Call.objects.filter(submission=submission).exists()


def test_everything_holds_what_the_submitter_said_and_not_what_others_did() -> None:
    submission = a_submitted_testimony()
    calls.note(submission.pk, called(), by=a_moderator())
    others = {"who": "a neighbour", "said": "She is afraid of her son.", "agreed": ""}
    calls.note(submission.pk, called(with_submitter=False, told=others), by=a_moderator())

    told = records.of(everything.of(submission.case, with_sealed=False), at=now())

    assert [each["said"] for each in told["calls"]] == [SAID]
    assert told["calls_with_others"] == 1
    assert "afraid" not in str(told)


def test_what_was_agreed_is_come_back_to_once() -> None:
    submission, desk = a_submitted_testimony(), signed_in(a_moderator())
    call = calls.note(submission.pk, called(follow_up_on=localtime().date()), by=a_moderator())
    assert queries.how_many(a_moderator())[1] == 1

    desk.post(place(submission, f"call/{call.uuid}/"))
    desk.post(place(submission, f"call/{call.uuid}/"))

    assert queries.how_many(a_moderator())[1] == 0
    assert CustodyEvent.objects.filter(event="case.call_followed_up").count() == 1


def test_a_reader_reads_notes_and_writes_none() -> None:
    submission, desk = a_submitted_testimony(), signed_in(staff(Role.READER))
    calls.note(submission.pk, called(), by=a_moderator())

    assert SAID in desk.get(place(submission)).content.decode()
    assert desk.post(place(submission, "call/"), {}).status_code == 403
