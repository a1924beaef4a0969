"""Of a case on legal hold nothing is erased and nothing expires, until somebody ends the hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import now

from testimonies.claims import questions
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping
from testimonies.evidence.uploads import actions as uploads
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.expiry import actions as expiry
from testimonies.models import Case, CustodyEvent, Draft, Evidence, Message, StoredFile, Upload
from testimonies.models.evidence import Scan
from testimonies.privacy import queries as privacy
from testimonies.privacy.rules import Level
from testimonies.review.messages import actions as messages
from tests.builders_intake import a_submitted_testimony
from tests.builders_restraints import LAWSUIT, held, let_go
from tests.builders_review import a_moderator, an_accepted_testimony
from tests.testimonies.evidence import files

pytestmark = pytest.mark.django_db


def a_paper(case: Case) -> Evidence:
    upload = files.upload(files.a_pdf(), "certificate.pdf")
    return evidence.receive(case.pk, upload, kind="other", caption="A certificate").evidence


def test_a_paper_on_hold_is_not_taken_back() -> None:
    case = a_submitted_testimony().case
    paper = a_paper(case)
    restraint = held(case)

    with pytest.raises(Refusal, match="by law"):
        evidence.remove(paper.pk)

    paper.refresh_from_db()
    assert paper.removed_at is None
    assert not CustodyEvent.objects.filter(event="evidence.removed").exists()
    let_go(restraint)
    evidence.remove(paper.pk)


def test_an_infected_paper_on_hold_is_not_set_aside() -> None:
    case = a_submitted_testimony().case
    paper = a_paper(case)
    StoredFile.objects.update(scan=Scan.INFECTED, scanned_at=now())
    restraint = held(case)

    with pytest.raises(Refusal):
        evidence.set_aside(paper.pk, by=a_moderator())

    let_go(restraint)
    assert evidence.set_aside(paper.pk, by=a_moderator()).removed_at


def test_files_of_a_removed_paper_stay_while_the_hold_is_open() -> None:
    case = a_submitted_testimony().case
    evidence.remove(a_paper(case).pk)
    path = StoredFile.objects.get().path
    restraint = held(case)

    assert evidence.erase_removed() == 0
    assert keeping.storage().exists(path)

    let_go(restraint)
    assert evidence.erase_removed() == 1


def test_what_arrives_while_the_hold_is_open_is_held_too() -> None:
    case = a_submitted_testimony().case
    restraint = held(case)

    a_paper(case)
    evidence.copy_waiting()

    assert set(StoredFile.objects.values_list("legal_hold", flat=True)) == {True}
    let_go(restraint)
    assert set(StoredFile.objects.values_list("legal_hold", flat=True)) == {False}


def test_a_file_that_was_cut_off_waits_as_long_as_the_hold_is_open() -> None:
    case = a_submitted_testimony().case
    upload = Upload.objects.create(case=case, told={}, length=10, expires_at=now())
    restraint = held(case)

    uploads.sweep(at=now())
    uploads.drop(upload.pk, event="upload.expired")

    assert Upload.objects.filter(pk=upload.pk).exists()
    let_go(restraint)
    uploads.sweep(at=now())
    assert not Upload.objects.filter(pk=upload.pk).exists()


def test_a_draft_of_a_case_on_hold_neither_expires_nor_goes() -> None:
    case = a_submitted_testimony().case
    draft = drafts.start_within(case.pk, questions.CLAIM)
    restraint = held(case)

    Draft.objects.filter(pk=draft.pk).update(expires_at=now() - timedelta(days=1))
    expiry.sweep()
    assert Draft.objects.get(pk=draft.pk).sealed_at is None
    Draft.objects.filter(pk=draft.pk).update(sealed_at=now() - timedelta(days=91))
    expiry.sweep()
    assert Draft.objects.filter(pk=draft.pk).exists()

    let_go(restraint)
    expiry.sweep()
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_nothing_of_it_leaves_the_house_meanwhile() -> None:
    testimony = an_accepted_testimony()
    restraint = held(testimony.submission.case)

    decision = privacy.access_to(testimony.submission)
    assert decision is not None
    assert decision.access.text == Level.ARCHIVE

    let_go(restraint)
    decision = privacy.access_to(testimony.submission)
    assert decision is not None
    assert decision.access.text == Level.PUBLIC


def test_the_lifting_has_a_reason_and_a_line() -> None:
    case = a_submitted_testimony().case

    ended = let_go(held(case))

    assert ended.told == {"why": LAWSUIT.words}
    assert ended.told_at_end == {"why": "It is over."}
    events = CustodyEvent.objects.filter(subject=str(case.uuid), event__contains="h")
    assert {"case.held", "case.hold_ended"} <= set(events.values_list("event", flat=True))


def test_the_database_erases_nothing_that_is_on_hold() -> None:
    submission = a_submitted_testimony()
    case = submission.case
    paper = a_paper(case)
    messages.note(submission, "Called", by=a_moderator())
    drafts.start_within(case.pk, questions.CLAIM)
    held(case)

    for erase in (
        StoredFile.objects.all().delete,
        lambda: Evidence.objects.filter(pk=paper.pk).update(removed_at=now()),
        Message.objects.all().delete,
        Draft.objects.filter(submission=None).delete,
    ):
        with pytest.raises(DatabaseError, match="legal hold keeps it"), transaction.atomic():
            erase()
