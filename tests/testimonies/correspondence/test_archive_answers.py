"""What archives write back, each answer with its scans, and none over another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate, now

from testimonies.correspondence.requests import actions as requests
from testimonies.correspondence.requests import queries as outward
from testimonies.correspondence.requests.answers import actions as answers
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.intake.everything import queries as everything
from testimonies.intake.everything import records
from testimonies.models import (
    ArchiveAnswer,
    ArchiveRequest,
    Evidence,
)
from testimonies.models.archive_answer import Outcome
from testimonies.models.archive_request import State
from tests.builders_letters import a_sent_request, state_of
from tests.builders_review import a_moderator, signed_in
from tests.testimonies.evidence import files

pytestmark = pytest.mark.django_db
LETTER = outward.LETTER
DESK = "/admin/testimonies/archiverequest/"


def answered(**more: Any) -> answers.Answer:
    known: dict[str, Any] = {
        "on": localdate(), "outcome": Outcome.FOUND, "words": "A file of 40 pages."
    }  # fmt: skip
    return answers.Answer(**{**known, **more})


def reworded(answer: ArchiveAnswer) -> None:
    answer.told = {"words": "Nothing was found."}
    answer.save(update_fields=["told"])


def test_an_answer_is_kept_with_its_scan_which_two_people_read() -> None:
    request, desk = a_sent_request(), signed_in(a_moderator())
    said = {
        "answer-outcome": "found",
        "answer-on": localdate().isoformat(),
        "answer-words": "A file of 40 pages.",
        "answer-their_number": "V-1/77",
    }
    desk.post(f"{DESK}{request.uuid}/answer/", said)
    scan = files.upload(files.a_pdf(), "answer.pdf")
    answer = ArchiveAnswer.objects.get()
    desk.post(f"{DESK}{request.uuid}/answers/{answer.uuid}/scan/", {"file": scan})

    paper = answer.papers.get()
    assert (state_of(request), answer.outcome) == (State.ANSWERED, "found")
    assert answer.told["their_number"] == "V-1/77"
    assert paper.is_waiting
    assert paper.kind == "archive_certificate"
    page = desk.get(f"{DESK}{request.uuid}/").content.decode()
    assert "A file of 40 pages." in page


def test_a_second_answer_stands_beside_the_first_each_with_its_scan() -> None:
    request = a_sent_request()
    early = answers.add_scan(request.pk, files.upload(files.a_pdf(), "a.pdf"), by=a_moderator())
    first = answers.note(
        request.pk, answered(outcome=Outcome.FORWARDED, their_number="V-1"), by=a_moderator()
    )
    requests.close(request.pk, by=a_moderator(), reason="They have nothing.")

    second = answers.note(request.pk, answered(their_number="V-2"), by=a_moderator())
    again = answers.note(request.pk, answered(their_number="V-2"), by=a_moderator())
    late = answers.add_scan(
        request.pk, files.upload(files.a_pdf(pages=2), "b.pdf"), by=a_moderator(), of=second.uuid
    )

    assert again == second
    assert [each.told["their_number"] for each in request.answers.order_by("pk")] == ["V-1", "V-2"]
    assert (first.papers.get(), second.papers.get()) == (early.evidence, late.evidence)
    assert not request.papers.exists()
    assert state_of(request) == State.CLOSED
    told = records.of(everything.of(request.submission.case, with_sealed=False), at=now())
    assert len(told["letters_to_archives"][0]["answers"]) == 2


def test_an_answer_is_never_changed_and_nothing_is_answered_without_one() -> None:
    request = a_sent_request()
    with pytest.raises(DatabaseError, match="has an answer"), transaction.atomic():
        ArchiveRequest.objects.filter(pk=request.pk).update(state=State.ANSWERED)
    answer = answers.note(request.pk, answered(), by=a_moderator())

    for change in (
        lambda: ArchiveAnswer.objects.filter(pk=answer.pk).update(outcome=Outcome.REFUSED),
        lambda: reworded(answer),
        lambda: ArchiveAnswer.objects.filter(pk=answer.pk).update(uuid=uuid4()),
        lambda: ArchiveAnswer.objects.filter(pk=answer.pk).delete(),
    ):
        with (
            pytest.raises(DatabaseError, match="answer of an archive stays"),
            transaction.atomic(),
        ):
            change()


def test_the_same_file_that_the_holder_has_not_handed_in_stays_theirs() -> None:
    request, pdf = a_sent_request(), files.a_pdf()
    theirs = evidence.receive(
        request.submission.case_id, files.upload(pdf, "mine.pdf"), kind="other", caption="Mine"
    ).evidence

    scans = [
        answers.add_scan(request.pk, files.upload(pdf, "answer.pdf"), by=a_moderator())
        for _twice in range(2)
    ]

    assert Evidence.objects.get(pk=theirs.pk).submission is None
    assert request.papers.get() == scans[0].evidence == scans[1].evidence


def test_an_answer_on_the_way_is_waited_on_and_in_the_end_it_is_closed() -> None:
    request = a_sent_request()
    answers.note(
        request.pk,
        answered(outcome=Outcome.FORWARDED, passed_on_to="State archive"),
        by=a_moderator(),
    )

    requests.wait_on(request.pk, until=localdate() + timedelta(days=20), by=a_moderator())
    assert state_of(request) == State.SENT
    requests.close(request.pk, by=a_moderator(), reason="They have nothing.")

    assert state_of(request) == State.CLOSED
    with pytest.raises(Refusal):
        requests.remind(request.pk, by=a_moderator())
