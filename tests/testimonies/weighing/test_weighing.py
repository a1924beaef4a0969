"""How well a testimony is supported is found by somebody, for a reason, and plainly said."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.intake import actions as intake
from testimonies.models import CustodyEvent, Evidence, Testimony, Weighing
from testimonies.models.testimony import Publication, Verification, Workflow
from tests.builders_flags import WHY, weighed
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_second_reader,
    an_accepted_testimony,
    an_assessor,
    signed_in,
)
from tests.testimonies.evidence import files

pytestmark = pytest.mark.django_db


def a_paper(testimony: Testimony) -> Evidence:
    upload = files.upload(files.a_pdf(), "certificate.pdf")
    case = testimony.submission.case_id
    kept = evidence.receive(case, upload, kind="archive_certificate", caption="From Vilnius")
    evidence.copy_waiting()
    return kept.evidence


def test_a_finding_has_its_who_when_and_why_and_moves_no_other_axis() -> None:
    testimony = a_published_testimony()

    weighed(testimony, Verification.CONSISTENT)

    testimony.refresh_from_db()
    assert testimony.verification == Verification.CONSISTENT
    assert testimony.workflow == Workflow.ACCEPTED
    assert testimony.publication == Publication.PUBLISHED
    row = Weighing.objects.get()
    assert (row.by, row.told) == (a_moderator(), {"why": WHY})
    line = CustodyEvent.objects.get(event="testimony.weighed")
    assert (line.by, line.detail) == (a_moderator(), {"found": "internally_consistent"})


def test_everybody_reads_it_in_plain_words() -> None:
    testimony = a_published_testimony()
    address = f"/en/archive/testimonies/{testimony.reference}/"
    assert "We have not compared it with other sources" in Client().get(address).content.decode()

    weighed(testimony, Verification.DISPUTED)

    page = Client().get(address).content.decode()
    assert "Other sources tell some of it differently." in page
    assert WHY not in page


def test_another_testimony_supports_it_only_from_another_hand() -> None:
    testimony, other = an_accepted_testimony(), a_submitted_testimony()

    for wrong in ("", "BA-2026-AAAAA", testimony.submission.reference):
        with pytest.raises(Refusal):
            weighed(testimony, Verification.BY_TESTIMONY, other=wrong)
    assert not Weighing.objects.exists()
    weighed(testimony, Verification.BY_TESTIMONY, other=other.reference.lower())

    assert Weighing.objects.get().other == other.testimony


def test_when_that_one_is_taken_back_it_is_as_told_again() -> None:
    testimony, other = an_accepted_testimony(), a_submitted_testimony()
    weighed(testimony, Verification.BY_TESTIMONY, other=other.reference)

    intake.withdraw(other.pk)

    testimony.refresh_from_db()
    assert testimony.verification == Verification.UNVERIFIED
    assert testimony.weighings.latest("pk").by is None


@pytest.mark.django_db(transaction=True)
def test_nobody_rests_on_one_that_is_taken_back_at_the_same_moment() -> None:
    testimony, other = an_accepted_testimony(), a_submitted_testimony()
    begun, may_commit = threading.Event(), threading.Event()

    def take_back() -> None:
        try:
            with transaction.atomic():
                intake.withdraw(other.pk)
                begun.set()
                may_commit.wait(10)
        finally:
            connection.close()

    taking_back = threading.Thread(target=take_back)
    taking_back.start()
    begun.wait(10)
    with pytest.raises(Refusal, match="just now"):
        weighed(testimony, Verification.BY_TESTIMONY, other=other.reference)
    may_commit.set()
    taking_back.join()

    testimony.refresh_from_db()
    assert testimony.verification == Verification.UNVERIFIED
    assert not Weighing.objects.exists()


def test_a_later_finding_on_other_grounds_outlives_it() -> None:
    testimony, other = an_accepted_testimony(), a_submitted_testimony()
    weighed(testimony, Verification.BY_TESTIMONY, other=other.reference)
    weighed(testimony, Verification.BY_DOCUMENT, paper=a_paper(testimony).uuid)

    intake.withdraw(other.pk)

    testimony.refresh_from_db()
    assert testimony.verification == Verification.BY_DOCUMENT


def test_a_paper_supports_it_only_from_its_own_case() -> None:
    testimony, other = an_accepted_testimony(), an_accepted_testimony()

    with pytest.raises(Refusal, match="which paper"):
        weighed(testimony, Verification.BY_DOCUMENT, paper=a_paper(other).uuid)
    with pytest.raises(Refusal, match="which paper"):
        weighed(testimony, Verification.BY_DOCUMENT)

    testimony.refresh_from_db()
    assert testimony.verification == Verification.UNVERIFIED


def test_what_was_taken_back_is_weighed_no_more() -> None:
    testimony = an_accepted_testimony()
    intake.withdraw(testimony.submission_id)

    with pytest.raises(Refusal, match="taken back"):
        weighed(testimony, Verification.CONSISTENT)


def test_the_database_knows_no_verification_that_nobody_found() -> None:
    testimony = an_accepted_testimony()
    weighed(testimony, Verification.CONSISTENT)

    with pytest.raises(DatabaseError, match="nobody has found that"), transaction.atomic():
        Testimony.objects.update(verification="corroborated_by_document")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Weighing.objects.update(found="disputed")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Weighing.objects.all().delete()


@pytest.mark.parametrize(
    ("found", "promise"),
    [
        ("corroborated_by_testimony", "testimony_names_it"),
        ("corroborated_by_document", "document_names_it"),
    ],
)
def test_the_database_wants_to_know_what_supports_it(found: str, promise: str) -> None:
    testimony = an_accepted_testimony()

    with pytest.raises(DatabaseError, match=promise), transaction.atomic():
        Weighing.objects.create(testimony=testimony, found=found, told={}, by=a_moderator())
    with pytest.raises(DatabaseError, match="supports_itself"), transaction.atomic():
        Weighing.objects.create(
            testimony=testimony, found="disputed", told={}, by=a_moderator(), other=testimony
        )
    with pytest.raises(DatabaseError, match="from_nobody"), transaction.atomic():
        Weighing.objects.create(testimony=testimony, found="disputed", told={})


def test_at_the_desk_readers_weigh_and_others_look() -> None:
    testimony = an_accepted_testimony()
    place = f"/admin/testimonies/submission/{testimony.submission.reference}/support/"
    said = {"found": "disputed", "why": "The list of the train has no such name."}

    assert signed_in(an_assessor()).post(place, said).status_code == 403
    assert signed_in(a_second_reader()).post(place, {"found": "disputed"}).status_code == 200
    assert signed_in(a_second_reader()).post(place, said).status_code == 302

    page = signed_in(an_assessor()).get(place).content.decode()
    assert "The list of the train has no such name." in page
    assert "laima@example.org" in page
