"""Letters to archives in the name of a case: agreed to, sent, asked again, answered, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from testimonies.correspondence.posting import actions as posting
from testimonies.correspondence.requests import actions as requests
from testimonies.correspondence.requests import queries as outward
from testimonies.errors import Refusal
from testimonies.history import actions as history
from testimonies.intake import actions as intake
from testimonies.intake.everything import queries as everything
from testimonies.models import (
    ArchiveRequest,
    CustodyEvent,
    Letter,
    PaperLetter,
)
from testimonies.models.archive_request import State, Way
from testimonies.models.paper_letter import WhyBack
from tests.builders_intake import a_submitted_testimony
from tests.builders_letters import a_request, a_sent_request, state_of, words_to_archive
from tests.builders_restraints import held, let_go, suspended
from tests.builders_review import a_moderator, signed_in
from tests.journeys.pdf_text import words_of
from tests.testimonies.correspondence.test_calls import place
from tests.testimonies.review.test_seal import at_the_desk

pytestmark = pytest.mark.django_db
LETTER = outward.LETTER
DESK = "/admin/testimonies/archiverequest/"


def test_a_letter_is_begun_from_what_is_missing_as_proof() -> None:
    history.load_reference()
    submission = a_submitted_testimony(language="lt")
    person = submission.mentions.order_by("pk")[0].uuid
    address = (
        f"{place(submission, 'archive/')}?archive=lt-special&basis=lt-legal-status&person={person}"
    )

    page = signed_in(a_moderator()).get(address).content.decode()

    assert "Žemaitytė-Kazlauskienė" in page
    assert "ona@example.org" not in page


def test_nobody_is_written_to_without_an_agreement() -> None:
    submission, desk = a_submitted_testimony(), signed_in(a_moderator())
    draft = words_to_archive()
    told = draft.told | {"language": "lt", "answer_days": "30", "agreed_on": "2026-11-20"}

    asked = desk.post(f"{place(submission, 'archive/')}?other=1", told)
    kept = desk.post(f"{place(submission, 'archive/')}?other=1", told | {"agreed": "phone"})

    assert "Error:" in asked.content.decode()
    assert draft.body in asked.content.decode()
    assert kept.status_code == 302
    assert ArchiveRequest.objects.get().agreed == "phone"


def test_by_post_it_is_printed_with_the_others_and_the_time_runs_from_the_posting() -> None:
    request = a_request()
    requests.send(request.pk, way=Way.POST, on=localdate(), by=a_moderator())
    letter = PaperLetter.objects.get(request=request)
    assert state_of(request) == State.TO_POST

    answer = at_the_desk(a_moderator()).post(
        "/admin/testimonies/paperletter/print/", {"letters": [letter.uuid], "act": "letters"}
    )
    posting.post([letter.uuid], on=localdate(), by=a_moderator())

    words = words_of(answer.content)
    assert "Lietuvosypatingasisarchyvas" in words
    assert request.reference in words
    assert request.submission.reference not in words
    sent = ArchiveRequest.objects.get(pk=request.pk)
    assert (sent.state, sent.due_on) == (State.SENT, localdate() + timedelta(days=30))


def test_one_that_came_back_gets_another_address_before_it_is_sent_again() -> None:
    request, desk = a_request(), signed_in(a_moderator())
    requests.send(request.pk, way=Way.POST, on=localdate(), by=a_moderator())
    letter = PaperLetter.objects.get(request=request)
    posting.print_letters([letter.uuid], by=a_moderator())
    posting.post([letter.uuid], on=localdate(), by=a_moderator())
    with pytest.raises(Refusal, match="Look at it again"):
        requests.readdress(letter.pk, recipient="Elsewhere", by=a_moderator())
    posting.take_back(letter.pk, why=WhyBack.MOVED, on=localdate(), by=a_moderator())

    desk.post(
        f"/admin/testimonies/paperletter/{letter.uuid}/readdress/",
        {"readdress-recipient": "State archive\nKaunas"},
    )

    kept = ArchiveRequest.objects.get(pk=request.pk)
    assert kept.told == {**request.told, "recipient": "State archive\nKaunas"}


def test_a_reminder_that_is_not_posted_was_none() -> None:
    request, desk = a_request(), signed_in(a_moderator())
    requests.send(request.pk, way=Way.POST, on=localdate(), by=a_moderator())
    first = PaperLetter.objects.get(request=request)
    posting.print_letters([first.uuid], by=a_moderator())
    posting.post([first.uuid], on=localdate(), by=a_moderator())
    tomorrow = localdate() + timedelta(days=1)
    ArchiveRequest.objects.filter(pk=request.pk).update(due_on=tomorrow)
    requests.remind(request.pk, by=a_moderator())
    assert "under letters by post" in desk.get(f"{DESK}{request.uuid}/").content.decode()

    again = PaperLetter.objects.get(kind="archive_reminder")
    posting.set_aside(again.pk, by=a_moderator(), reason="They have called.")

    kept = ArchiveRequest.objects.get(pk=request.pk)
    assert (kept.reminders, kept.state) == (0, State.SENT)
    assert (kept.due_on, kept.reminded_on) == (tomorrow, None)
    assert "under letters by post" not in desk.get(f"{DESK}{request.uuid}/").content.decode()


def test_it_can_be_taken_there_as_a_file() -> None:
    request, desk = a_request(), signed_in(a_moderator())

    answer = desk.post(f"{DESK}{request.uuid}/file/")

    assert request.reference in words_of(answer.content)
    assert CustodyEvent.objects.filter(event="case.archive_fetched").count() == 1


def test_by_mail_it_goes_at_once_and_once() -> None:
    request = a_request()

    requests.send(request.pk, way=Way.EMAIL, on=localdate(), by=a_moderator())
    with pytest.raises(Refusal, match="Look at it again"):
        requests.send(request.pk, way=Way.EMAIL, on=localdate(), by=a_moderator())

    letter = Letter.objects.get(kind="archive_request")
    assert letter.contents["to"] == "archive@example.org"
    assert state_of(request) == State.SENT


def test_what_is_late_stands_on_the_first_page_and_is_asked_again_once_a_day() -> None:
    request = a_sent_request()
    ArchiveRequest.objects.update(
        sent_on=localdate() - timedelta(days=40), due_on=localdate() - timedelta(days=10)
    )
    desk = signed_in(a_moderator())
    assert "1 letter to an archive has no answer in time" in desk.get("/admin/").content.decode()

    requests.remind(request.pk, by=a_moderator())

    with pytest.raises(Refusal, match="reminded today"):
        requests.remind(request.pk, by=a_moderator())
    assert "has no answer in time" not in desk.get("/admin/").content.decode()
    assert request.reference not in desk.get(f"{DESK}?stands=late").content.decode()


def test_nothing_goes_out_while_the_case_is_held_back_or_taken_back() -> None:
    request = a_request()
    for restrain in (suspended, held):
        restraint = restrain(request.submission.case)
        with pytest.raises(Refusal, match="held back"):
            requests.send(request.pk, way=Way.EMAIL, on=localdate(), by=a_moderator())
        let_go(restraint)

    intake.withdraw(request.submission_id)

    with pytest.raises(Refusal, match="taken back"):
        requests.send(request.pk, way=Way.EMAIL, on=localdate(), by=a_moderator())
    assert not Letter.objects.filter(kind="archive_request").exists()
    assert not CustodyEvent.objects.filter(event="case.archive_sent").exists()


def test_the_submitter_finds_it_in_everything() -> None:
    request = a_sent_request()
    by_post = a_request(request.submission)
    requests.send(by_post.pk, way=Way.POST, on=localdate(), by=a_moderator())
    letter = PaperLetter.objects.get(request=by_post)
    posting.print_letters([letter.uuid], by=a_moderator())

    told = everything.of(request.submission.case, with_sealed=False)

    assert "A letter to an archive was made." in [each.words for each in told.lines]
    assert request.reference in [each.reference for each in told.outward]
