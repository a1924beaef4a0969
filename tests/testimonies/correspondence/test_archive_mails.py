"""Letters to archives by mail: held back, not sent any more, and what is said of that."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from django.utils.timezone import localdate, now

from testimonies.correspondence.requests import actions as requests
from testimonies.correspondence.requests import queries as outward
from testimonies.correspondence.requests.posted import actions as posted
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.letters import actions as letters
from testimonies.models import (
    ArchiveRequest,
    CustodyEvent,
    Letter,
)
from testimonies.models.archive_request import State, Way
from tests.builders_intake import a_submitted_testimony
from tests.builders_letters import a_request, state_of
from tests.builders_redactions import a_proposal
from tests.builders_restraints import suspended
from tests.builders_review import a_moderator, an_administrator, signed_in

pytestmark = pytest.mark.django_db
LETTER = outward.LETTER
DESK = "/admin/testimonies/archiverequest/"


@pytest.mark.parametrize("ends", ["suspended", "withdrawn"])
def test_a_mail_that_waits_does_not_go_when_the_case_may_not_be_told_any_more(
    ends: str, mailoutbox: list[EmailMessage]
) -> None:
    request = a_request()
    requests.send(request.pk, way=Way.EMAIL, on=localdate(), by=a_moderator())
    waiting = Letter.objects.get(kind="archive_request")

    if ends == "suspended":
        suspended(request.submission.case)
    else:
        intake.withdraw(request.submission_id)
    letters.send_due()

    assert not [mail for mail in mailoutbox if request.reference in mail.body]
    state = Letter.objects.get(pk=waiting.pk).state
    assert state == ("queued" if ends == "suspended" else "failed")
    assert state_of(request) == (State.SENT if ends == "suspended" else State.DROPPED)
    lines = CustodyEvent.objects.filter(event="case.archive_not_mailed")
    assert lines.count() == (0 if ends == "suspended" else 1)


def test_a_mail_whose_words_were_covered_meanwhile_is_written_anew() -> None:
    submission = a_submitted_testimony()
    request = a_request(submission, body="They travelled in a cattle wagon.")
    requests.send(request.pk, way=Way.EMAIL, on=localdate(), by=a_moderator())

    a_proposal(submission.testimony, "cattle wagon")
    letters.send_due()

    kept = ArchiveRequest.objects.get(pk=request.pk)
    assert (kept.state, kept.sent_on, kept.way) == (State.DRAFT, None, "")
    assert CustodyEvent.objects.get(event="case.archive_not_mailed").detail["letter"] == LETTER


def test_the_page_says_how_its_mail_fares() -> None:
    request, desk = a_request(), signed_in(a_moderator())
    requests.send(request.pk, way=Way.EMAIL, on=localdate(), by=a_moderator())
    Letter.objects.filter(kind=LETTER).update(
        state="bounced", bounced_at=now(), bounce_status="5.1.1"
    )

    page = desk.get(f"{DESK}{request.uuid}/").content.decode()

    assert "came back" in page


def test_a_mail_to_an_archive_is_sent_again_from_its_letter_only() -> None:
    request = a_request()
    requests.send(request.pk, way=Way.EMAIL, on=localdate(), by=a_moderator())
    failed = Letter.objects.get(kind="archive_request")
    Letter.objects.update(state="failed")

    with pytest.raises(Refusal, match="ask them again there"):
        letters.send_again(failed.pk, by=an_administrator())


def test_a_mail_of_a_case_that_was_erased_meanwhile_stops_nobody() -> None:
    request = a_request()
    requests.send(request.pk, way=Way.EMAIL, on=localdate(), by=a_moderator())
    waiting = Letter.objects.get(kind=LETTER)

    letters.forget([waiting.pk])
    posted.note_not_mailed(waiting.pk)

    assert not CustodyEvent.objects.filter(event="case.archive_not_mailed").exists()
