"""Requests about data are written down, answered within their month, and by whoever may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate, now

from petitions.admin import waiting
from testimonies.admin.data_request_buttons import BUTTONS
from testimonies.data_requests import actions as data_requests
from testimonies.data_requests import queries, rules
from testimonies.data_requests.actions import Written
from testimonies.errors import Refusal
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.models import CustodyEvent, DataRequest, Letter, Message, Testimony
from testimonies.models.channel import Channel
from testimonies.models.claim import Standing
from testimonies.models.data_request import Asker, Ground, Right, Shown, State
from testimonies.templatetags.components import day_month_year
from tests.builders_data_requests import a_request, an_agreed_erasure
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, a_published_testimony, a_release_officer

pytestmark = pytest.mark.django_db


def written(**different: Any) -> Written:
    """By somebody of whom a testimony tells, by post."""
    told: dict[str, Any] = {
        "right": Right.ERASURE,
        "asker": Asker.MENTIONED,
        "shown": Shown.NOT_YET,
        "channel": Channel.POST,
        "received_on": localdate() - timedelta(days=3),
        "language": "lt",
        "told": {"words": "Take my name out.", "name": "Jonas", "contact": "Vilnius"},
    }
    return Written(**told | different)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2026, 11, 30), date(2026, 12, 30)),
    ],
)
def test_a_month_is_a_month(received: date, due: date) -> None:
    assert rules.due_on(received) == due


def test_two_further_months_are_never_more_than_three() -> None:
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(1500)]

    longest = max(rules.extended_to(rules.due_on(day)) - day for day in days)

    assert longest <= timedelta(days=92)


def test_asked_twice_it_is_one_request() -> None:
    submission = a_submitted_testimony()

    first, second = (a_request(submission=submission) for _press in range(2))

    assert first == second
    assert CustodyEvent.objects.filter(event="data_request.received").count() == 1
    with pytest.raises(Refusal, match="asked for this already"):
        a_request(submission=submission, words="Something else.")


def test_the_month_begins_when_it_came_and_not_when_it_was_written_down() -> None:
    came = localdate() - timedelta(days=20)

    request = data_requests.write_down(None, written(received_on=came), by=a_moderator())

    assert request.due_on == rules.due_on(came)
    tomorrow = written(received_on=localdate() + timedelta(days=1))
    with pytest.raises(Refusal, match="after today"):
        data_requests.write_down(None, tomorrow, by=a_moderator())


def test_whoever_has_not_shown_who_they_are_gets_nothing() -> None:
    request = data_requests.write_down(None, written(), by=a_moderator())

    with pytest.raises(Refusal, match="not shown yet"):
        data_requests.grant(request.pk, by=a_moderator(), words="Done.")

    assert DataRequest.objects.get().state == State.OPEN


def test_while_we_wait_for_them_the_clock_stands_still() -> None:
    request = data_requests.write_down(None, written(), by=a_moderator())
    data_requests.ask_who(request.pk, by=a_moderator(), words="Who are you?")
    DataRequest.objects.update(asked_who_on=localdate() - timedelta(days=40))
    assert not DataRequest.objects.overdue(request.due_on + timedelta(days=1)).exists()

    shown = data_requests.show(request.pk, Shown.PAPERS, by=a_moderator())

    assert shown.due_on == request.due_on + timedelta(days=40)
    assert shown.state == State.OPEN


def test_two_months_more_are_taken_once_and_in_time() -> None:
    request = a_request(Right.RECTIFICATION, "Altai is wrong.")

    longer = data_requests.extend(request.pk, by=a_moderator(), words="The archive is slow.")

    assert longer.due_on == rules.extended_to(request.due_on)
    said = Message.objects.get().body
    assert said.startswith("The archive is slow.\n\n")
    assert day_month_year(longer.due_on) in said
    assert "complain to the data protection authority" in said
    with pytest.raises(Refusal, match="longer once"):
        data_requests.extend(request.pk, by=a_moderator(), words="Again.")


def test_what_is_late_cannot_be_made_longer() -> None:
    request = a_request(Right.RECTIFICATION, "Altai is wrong.")
    DataRequest.objects.update(due_on=localdate() - timedelta(days=1))

    with pytest.raises(Refusal, match="Its month is over"):
        data_requests.extend(request.pk, by=a_moderator(), words="Slow.")

    assert DataRequest.objects.overdue().get() == request
    assert (queries.soon(a_moderator()), queries.late(a_moderator())) == (0, 1)
    words = [line.words for line in waiting.for_user(a_moderator())]
    assert "1 request about data is late: its day for an answer is over" in words


def test_while_we_wait_for_them_no_month_is_over() -> None:
    request = data_requests.write_down(None, written(), by=a_moderator())
    data_requests.ask_who(request.pk, by=a_moderator(), words="Who are you?")
    DataRequest.objects.update(
        asked_who_on=localdate() - timedelta(days=20), due_on=localdate() - timedelta(days=1)
    )

    data_requests.extend(request.pk, by=a_moderator(), words="The archive is slow.")
    shown = data_requests.show(request.pk, Shown.PAPERS, by=a_moderator())

    assert shown.due_on > localdate() + timedelta(days=59)


def test_an_objection_ends_every_use() -> None:
    testimony = a_published_testimony()
    request = a_request(Right.OBJECTION, submission=testimony.submission)

    data_requests.grant(request.pk, by=a_moderator(), words="Nobody is shown it any more.")

    kept = Testimony.objects.get()
    assert (kept.workflow, kept.publication, kept.public_text) == ("withdrawn", "unpublished", "")
    assert kept.told


def test_an_objection_ends_no_use_of_what_is_in_other_hands_by_now() -> None:
    testimony = a_published_testimony()
    request = a_request(Right.OBJECTION, submission=testimony.submission)
    heir = Heir(name="Liepa", standing=Standing.NEXT_OF_KIN, preference="none")
    case_id = testimony.submission.case_id
    handing_over.hand_over(case_id, handing_over.prepare(case_id, heir))

    with pytest.raises(Refusal, match="its holder of now decides"):
        data_requests.grant(request.pk, by=a_moderator(), words="Nobody is shown it any more.")

    kept = DataRequest.objects.get()
    assert kept.state == State.OPEN
    assert Testimony.objects.get().publication == "published"
    assert "grant" not in [each.slug for each in BUTTONS if each.fits(kept)]


def test_a_no_says_why_and_is_read_behind_the_code() -> None:
    request = a_request(Right.RECTIFICATION, "It was another farm.")

    data_requests.refuse(
        request.pk, by=a_moderator(), ground=Ground.EXPRESSION, words="She says otherwise."
    )

    kept = DataRequest.objects.get()
    assert (kept.state, kept.ground, kept.decided_by) == ("refused", "expression", a_moderator())
    said = Message.objects.get().body
    assert said.startswith("She says otherwise.\n\nOur ground: somebody else is free to tell")
    assert said.endswith("data protection authority of your country, or go to a court.")
    assert kept.answer == {"words": said}
    letter = Letter.objects.get(kind="request_answered")
    assert "otherwise" not in str(letter.contents)


@pytest.mark.parametrize("ground", Ground)
def test_each_ground_is_said_to_whoever_asked(ground: Ground) -> None:
    request = a_request(Right.RECTIFICATION, "It was another farm.")

    refused = data_requests.refuse(request.pk, by=a_moderator(), ground=ground, words="No.")

    assert "Our ground: " in refused.answer["words"]


def test_what_is_written_to_whoever_has_no_case_is_kept_to_be_sent() -> None:
    request = data_requests.write_down(None, written(language="en"), by=a_moderator())

    data_requests.ask_who(request.pk, by=a_moderator(), words="Who are you?")
    assert DataRequest.objects.get().answer == {"words": "Who are you?"}

    data_requests.refuse(request.pk, by=a_moderator(), ground=Ground.NOT_WHO, words="No.")
    kept = DataRequest.objects.get()
    assert "you have not shown us who you are" in kept.answer["words"]
    assert not Message.objects.exists()


def test_who_is_only_mentioned_hears_nothing_of_the_case() -> None:
    case = a_submitted_testimony().case
    request = data_requests.write_down(
        case.pk, written(shown=Shown.PAPERS, right=Right.OBJECTION), by=a_moderator()
    )

    data_requests.grant(request.pk, by=a_moderator(), words="Your name is left out.")

    assert not Message.objects.exists()
    assert not Letter.objects.filter(kind="request_answered").exists()
    assert Testimony.objects.get().workflow == "submitted"


def test_what_one_has_agreed_to_another_may_send_back() -> None:
    request = an_agreed_erasure()

    back = data_requests.disagree(request.pk, by=a_release_officer(), note="A claim runs.")

    assert (back.state, back.decided_by) == (State.OPEN, None)


def test_it_can_be_taken_back_until_it_is_answered() -> None:
    request = a_request()

    data_requests.take_back(request.pk)
    data_requests.take_back(request.pk)

    assert DataRequest.objects.get().state == State.TAKEN_BACK
    assert a_request(submission=request.case.submissions.get()) != request  # type: ignore[union-attr]


def test_what_is_answered_is_not_taken_back() -> None:
    request = a_request(Right.OBJECTION)
    data_requests.grant(request.pk, by=a_moderator(), words="Done.")

    with pytest.raises(Refusal, match="cannot become"):
        data_requests.take_back(request.pk)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "refused"},
        {"state": "granted", "ended_at": now},
        {"state": "granted", "ended_at": now, "decided_by": a_moderator},
        {"state": "refused", "ended_at": now, "decided_by": a_moderator},
        {"due_on": lambda: localdate() + timedelta(days=120)},
        {"carried_out_by": a_release_officer},
    ],
)
def test_the_database_knows_the_rules_too(change: dict[str, Any]) -> None:
    a_request()
    values = {name: value() if callable(value) else value for name, value in change.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.update(**values)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda pk: data_requests.grant(pk, by=a_moderator(), words="Yes"), "Two people erase"),
        (
            lambda pk: data_requests.refuse(
                pk, by=a_moderator(), ground=Ground.CLAIMS, words="Half", is_partly=True
            ),
            "erased whole, or stays",
        ),
    ],
)
def test_a_case_is_erased_whole_or_not(act: Callable[[int], Any], sentence: str) -> None:
    request = a_request()

    with pytest.raises(Refusal, match=sentence):
        act(request.pk)

    assert DataRequest.objects.get().state == State.OPEN
    assert Client().get("/admin/testimonies/datarequest/").status_code == 302
