"""A holder asks on the page of the case, and the desk answers: with pages, buttons and forms."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from testimonies.data_requests import actions as data_requests
from testimonies.intake.drafts import actions as drafts
from testimonies.models import Case, CustodyEvent, DataRequest, Submission
from testimonies.models.data_request import Right, State
from tests.builders_data_requests import a_request, an_agreed_erasure
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    PASSWORD,
    a_moderator,
    a_release_officer,
    another_release_officer,
    signed_in,
)
from tests.petitions.admin.test_bundles import as_if_signed_in_long_ago
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db
DESK = "/admin/testimonies/datarequest/"


@pytest.fixture
def submission() -> Submission:
    return a_submitted_testimony()


def holding(case: Case) -> Walker:
    walker = Walker()
    walker.open("/en/return/").press(code=drafts.renew_code(case.pk))
    return walker


def test_a_holder_asks_reads_the_day_and_takes_it_back(submission: Submission) -> None:
    walker = holding(submission.case)
    walker.open(f"/en/case/{submission.case.handle}/")
    assert walker.sees("Your rights over your data")

    walker.open(f"/en/case/{submission.case.handle}/rights/")
    walker.press(right="erasure", words="I am afraid.")

    request = DataRequest.objects.get()
    assert walker.sees("Your request has arrived. We answer by")
    assert walker.sees("I am afraid.")
    walker.press(f"{walker.here}{request.reference}/take-back/")
    assert walker.sees("Your request has been taken back.")
    assert DataRequest.objects.get().state == State.TAKEN_BACK


def test_what_should_be_put_right_has_to_be_said(submission: Submission) -> None:
    walker = holding(submission.case)
    page = f"/en/case/{submission.case.handle}/rights/"

    walker.open(page).press(right="rectification", words="")

    assert walker.sees("Write what is wrong, and how it should be.")
    walker.press(right="", words="x")
    assert walker.sees("Choose what you want.")
    assert not DataRequest.objects.exists()


def test_another_case_shows_and_takes_nothing(submission: Submission) -> None:
    request = a_request(submission=submission)
    other = holding(a_submitted_testimony().case)
    own = Case.objects.exclude(pk=submission.case_id).get()

    assert other.open(f"/en/case/{submission.case.handle}/rights/").status == 404
    take_back = f"/en/case/{own.handle}/rights/{request.reference}/take-back/"
    assert other.press(take_back).status == 404
    assert DataRequest.objects.get().state == State.OPEN


def test_what_somebody_wrote_outlives_their_session(submission: Submission) -> None:
    walker = Walker()

    walker.press(f"/en/case/{submission.case.handle}/rights/", right="objection", words="My words")

    assert walker.status == 403
    assert "My words" in walker.page


def test_the_desk_writes_down_what_came_by_post(submission: Submission) -> None:
    desk = signed_in(a_moderator())
    told = {
        "right": "access", "asker": "holder", "reference": submission.reference.lower(),
        "channel": "post", "received_on": localdate().isoformat(), "language": "lt",
        "shown": "papers", "words": "What do you keep?", "name": "", "contact": "",
    }  # fmt: skip

    answer = desk.post(f"{DESK}new/", told, follow=True)

    request = DataRequest.objects.get()
    assert (request.case, request.entered_by) == (submission.case, a_moderator())
    assert "What do you keep?" in answer.text
    again = desk.post(f"{DESK}new/", told)
    assert "is not answered yet" in again.text
    nowhere = desk.post(f"{DESK}new/", told | {"reference": "BA-2026-XXXXX"})
    assert "Nothing was handed in under this reference." in nowhere.text
    nobody = desk.post(f"{DESK}new/", told | {"reference": ""})
    assert "Which case do they hold?" in nobody.text


def test_two_people_erase_at_the_desk(submission: Submission) -> None:
    request = a_request(submission=submission)
    moderator, officer = signed_in(a_moderator()), Client()
    officer.post("/accounts/login/", {"login": a_release_officer().email, "password": PASSWORD})
    page = f"{DESK}{request.reference}/"
    assert "Nobody can bring it back" in moderator.get(page).text

    moderator.post(f"{page}agree/")
    assert moderator.post(f"{page}erase/", {"erase-reason": "Asked"}).status_code in {302, 403}
    as_if_signed_in_long_ago(officer)
    stale = officer.post(f"{page}erase/", {"erase-reason": "Asked"})
    assert stale.headers["Location"].startswith("/accounts/reauthenticate/")
    officer.post("/accounts/reauthenticate/", {"password": PASSWORD})
    officer.post(f"{page}erase/", {"erase-reason": "Asked by letter 7"})

    assert Case.objects.get().erased_at is not None
    after = officer.get(page).text
    assert "erased" in after
    assert "Please." not in after


def test_a_late_request_is_red_and_stands_on_the_first_page(submission: Submission) -> None:
    a_request(submission=submission)
    DataRequest.objects.update(due_on=localdate())
    desk = signed_in(a_moderator())

    assert "1 request about data has to be answered" in desk.get("/admin/").text
    assert ": too late" not in desk.get(DESK).text
    DataRequest.objects.update(due_on=localdate() - timedelta(days=1))
    assert ": too late" in desk.get(DESK).text


def test_the_refusing_officer_sends_it_back_with_a_note() -> None:
    request = an_agreed_erasure()
    officer = signed_in(another_release_officer())

    officer.post(f"{DESK}{request.reference}/send-back/", {"send-back-note": "A claim runs."})

    assert DataRequest.objects.get().state == State.OPEN
    assert CustodyEvent.objects.filter(event="data_request.sent_back").exists()


def test_an_answer_is_read_on_the_page(submission: Submission) -> None:
    request = a_request(Right.RECTIFICATION, "It was Barnaul.", submission)
    data_requests.grant(request.pk, by=a_moderator(), words="Your correction stands beside it.")

    walker = holding(submission.case)
    walker.open(f"/en/case/{submission.case.handle}/rights/")

    assert walker.sees("Your correction stands beside it.")
    assert walker.sees("granted")


def test_what_is_kept_is_fetched_for_a_holder_who_came_by_post(submission: Submission) -> None:
    request = a_request(Right.ACCESS, "What do you keep?", submission)
    page = f"{DESK}{request.reference}/everything/"
    stale = signed_in(a_moderator())
    assert stale.post(page).headers["Location"].startswith("/accounts/reauthenticate/")
    desk = Client()
    desk.post("/accounts/login/", {"login": a_moderator().email, "password": PASSWORD})
    assert "Fetch everything for them" in desk.get(f"{DESK}{request.reference}/").text

    fetched: Any = desk.post(page)

    content = zipfile.ZipFile(BytesIO(b"".join(fetched.streaming_content)))
    told = json.loads(content.read("everything.json"))
    assert told["requests"][0]["words"] == "What do you keep?"
    line = CustodyEvent.objects.get(event="case.handed_out")
    assert (line.by, line.detail["with_sealed"]) == (a_moderator(), False)


def test_an_erasure_is_no_way_to_fetch_it(submission: Submission) -> None:
    request = a_request(submission=submission)
    desk = Client()
    desk.post("/accounts/login/", {"login": a_moderator().email, "password": PASSWORD})

    answer = desk.post(f"{DESK}{request.reference}/everything/", follow=True)

    assert "Nobody asked here to know what is kept." in answer.text
    assert not CustodyEvent.objects.filter(event="case.handed_out").exists()


def test_no_ground_is_kept_that_nobody_has_chosen() -> None:
    request, desk = a_request(Right.RECTIFICATION, "It was 1949."), signed_in(a_moderator())
    page = f"{DESK}{request.reference}/"
    assert "checked" not in desk.get(page).text

    answer = desk.post(f"{page}refuse/", {"refuse-words": "The list says 1948."})

    assert "Choose one of them." in answer.text
    assert DataRequest.objects.get().state == State.OPEN


def test_what_was_typed_about_a_letter_is_given_back_to_whoever_was_signed_out() -> None:
    page = Client().post(f"{DESK}new/", {"right": "erasure", "words": "Take my name out."})

    assert page.status_code == 403
    assert "Take my name out." in page.content.decode()
    assert not DataRequest.objects.exists()
