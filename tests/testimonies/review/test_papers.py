"""Papers at the desk: opened through one door, written down, and never accepted unscanned."""

from __future__ import annotations

import pytest

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.filled import Filled
from testimonies.models import CustodyEvent, Draft, StoredFile, Submission
from testimonies.models.evidence import Scan
from testimonies.models.testimony import Workflow
from testimonies.review import actions as review
from tests.builders_intake import a_filled_draft
from tests.builders_review import a_moderator, a_second_reader, another_moderator, signed_in
from tests.testimonies.evidence import files

pytestmark = pytest.mark.django_db


def with_a_paper() -> Submission:
    draft = a_filled_draft().draft
    upload = files.upload(files.a_pdf(), "file.pdf")
    evidence.receive(draft.case_id, upload, kind="deportation_file", caption="Page 1")
    filled = Filled(Draft.objects.get(pk=draft.pk), questions.TESTIMONY)
    told = reading.testimony(filled)
    return intake.submit(draft.pk, told, questionnaire=questions.TESTIMONY)


def door(submission: Submission) -> str:
    paper = submission.evidence.get()
    return f"/admin/testimonies/submission/{submission.reference}/papers/{paper.uuid}/"


def test_nothing_is_accepted_while_a_file_waits_for_its_scan() -> None:
    testimony = review.take_up(with_a_paper().testimony.pk, by=a_moderator())

    with pytest.raises(Refusal, match="scanned"):
        review.accept(testimony.pk, by=a_moderator())

    evidence.copy_waiting()
    assert review.accept(testimony.pk, by=a_moderator()).workflow == Workflow.SECOND_REVIEW


def test_nothing_is_accepted_with_an_infected_file() -> None:
    testimony = review.take_up(with_a_paper().testimony.pk, by=a_moderator())
    evidence.copy_waiting()
    review.accept(testimony.pk, by=a_moderator())
    StoredFile.objects.update(scan=Scan.INFECTED)

    with pytest.raises(Refusal, match="infected"):
        review.second_accept(testimony.pk, by=another_moderator())

    testimony.refresh_from_db()
    assert testimony.workflow == Workflow.SECOND_REVIEW


def test_the_queue_says_when_a_file_is_not_scanned() -> None:
    with_a_paper()

    page = signed_in(a_moderator()).get("/admin/testimonies/submission/").content.decode()

    assert "being scanned" in page


def test_the_clean_copy_is_opened_and_that_is_written_down() -> None:
    submission = with_a_paper()
    evidence.copy_waiting()

    answer = signed_in(a_moderator()).get(door(submission))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer).startswith(b"%PDF")
    line = CustodyEvent.objects.get(event="evidence.handed_out")
    assert line.by == a_moderator()


def test_without_a_clean_copy_nothing_is_opened() -> None:
    submission = with_a_paper()

    assert signed_in(a_moderator()).get(door(submission)).status_code == 404
    assert not CustodyEvent.objects.filter(event="evidence.handed_out").exists()


def test_a_paper_is_not_opened_through_another_submission() -> None:
    mine, other = with_a_paper(), with_a_paper()
    evidence.copy_waiting()

    foreign = door(mine).replace(mine.reference, other.reference)

    assert signed_in(a_moderator()).get(foreign).status_code == 404


def test_an_infected_paper_is_set_aside_and_the_rest_is_read_on() -> None:
    submission = with_a_paper()
    evidence.copy_waiting()
    StoredFile.objects.filter(role="original").update(scan=Scan.INFECTED)
    review.take_up(submission.testimony.pk, by=a_moderator())
    client = signed_in(a_moderator())
    assert "set-aside" in client.get(f"/admin/testimonies/submission/{submission.reference}/").text

    assert client.post(f"{door(submission)}set-aside/").status_code == 302
    page = client.get(f"/admin/testimonies/submission/{submission.reference}/").text
    assert "set aside" in page
    assert "taken back" not in page

    accepted = review.accept(submission.testimony.pk, by=a_moderator())
    assert accepted.workflow == Workflow.SECOND_REVIEW
    assert evidence.erase_removed() == 3
    line = CustodyEvent.objects.get(event="evidence.set_aside")
    assert line.by == a_moderator()


def test_a_clean_paper_is_not_set_aside() -> None:
    submission = with_a_paper()
    evidence.copy_waiting()

    signed_in(a_moderator()).post(f"{door(submission)}set-aside/")

    assert submission.evidence.get().removed_at is None
    assert signed_in(a_second_reader()).post(f"{door(submission)}set-aside/").status_code == 403
