"""The holder of a case has died, and the staff gives it to a relative who has shown papers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.intake import actions as intake
from testimonies.intake import return_code
from testimonies.intake.consent import actions as consent
from testimonies.intake.consent import allowed
from testimonies.intake.consent.actions import Shown
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.intake.inbox import queries as inbox
from testimonies.models import (
    Case,
    CustodyEvent,
    Evidence,
    Holder,
    Message,
    Submission,
)
from testimonies.models.claim import Standing
from testimonies.models.holder import CameBy
from testimonies.privacy import queries as privacy
from testimonies.review import actions as review
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, another_moderator, signed_in
from tests.journeys.pdf_text import words_of
from tests.testimonies.evidence import files
from tests.testimonies.intake.walking import let_in

LIEPA = Heir(
    name="Liepa Vaivorytė",
    standing=Standing.NEXT_OF_KIN,
    relation="granddaughter",
    preference="email",
    is_safe=True,
    contact={"email": "liepa@example.org"},
)
TYPED = {
    "name": "Liepa Vaivorytė",
    "relation": "granddaughter",
    "standing": "next_of_kin",
    "preference": "email",
    "email": "liepa@example.org",
    "safe": "yes",
}


def opens(code: str) -> Case | None:
    return inbox.case_by_code(return_code.read(code) or "")


def events() -> list[str]:
    return list(CustodyEvent.objects.order_by("id").values_list("event", flat=True))


def a_certificate(submission: Submission) -> Evidence:
    return evidence.receive(
        submission.case_id, files.upload(files.a_pdf(), "death.pdf"), kind="other", caption=""
    ).evidence


def after_death(submission: Submission) -> str:
    """Liepa has shown a certificate at the desk."""
    return handing_over.hand_over_after_death(
        submission.case_id,
        LIEPA,
        document=a_certificate(submission).uuid,
        reason="Certificate 12",
        by=a_moderator(),
    )


def who_has_just_signed_in() -> Client:
    client, moderator = Client(), a_moderator()
    moderator.set_password("word-of-the-test")
    moderator.save()
    client.post("/accounts/login/", {"login": moderator.email, "password": "word-of-the-test"})
    return client


@pytest.mark.django_db
def test_after_a_death_the_staff_hands_over_and_says_what_they_have_seen() -> None:
    submission = a_submitted_testimony()

    code = after_death(submission)

    assert opens(code) == Case.objects.get(pk=submission.case_id)
    holder = Holder.objects.current().get()
    assert (holder.came_by, holder.by) == (CameBy.DIED, a_moderator())
    assert holder.document is not None
    line = CustodyEvent.objects.get(event="case.holder_died")
    assert (line.by, line.detail["reason"]) == (a_moderator(), "Certificate 12")


@pytest.mark.django_db
def test_without_a_paper_of_the_case_nobody_takes_over() -> None:
    submission, other = a_submitted_testimony(), a_submitted_testimony()
    strange = a_certificate(other)
    before = events()

    with pytest.raises(Refusal, match="Choose the paper"):
        handing_over.hand_over_after_death(
            submission.case_id, LIEPA, document=strange.uuid, reason="x", by=a_moderator()
        )

    assert (Holder.objects.count(), events()) == (0, before)


@pytest.mark.django_db
def test_what_the_dead_allowed_is_changed_and_taken_back_by_nobody() -> None:
    submission = a_submitted_testimony()
    after_death(submission)
    record = submission.consents.get()
    before = events()

    with pytest.raises(Refusal, match="has died"):
        intake.withdraw(submission.pk)
    with pytest.raises(Refusal, match="has died"):
        consent.change(submission.pk, _wider(record), Shown("en", "ab" * 32), seen=1)

    assert intake.withdraw_all(submission.case_id) == 0
    record.refresh_from_db()
    assert (record.withdrawn_at, record.superseded_at) == (None, None)
    assert events() == before


@pytest.mark.django_db
def test_no_page_offers_what_only_the_dead_could_do() -> None:
    submission = a_submitted_testimony()
    after_death(submission)
    submission.case.refresh_from_db()
    walker, case = let_in(submission), f"/en/case/{submission.case.handle}/"
    consents = f"{case}consent/{submission.reference}/"

    assert walker.open(case).sees("What was allowed stays as it is.")
    assert not walker.sees("Take it back")
    assert walker.open(consents).sees("What was allowed stays as it is.")
    assert not walker.sees("You can change each answer")
    assert not walker.open(f"{case}receipts/{submission.reference}/").sees("Take back what I")
    for place in (f"{consents}audience/", f"{case}receipts/{submission.reference}/withdraw/"):
        assert walker.open(place).sees("It stays as it was wanted. Write to us.")


def _wider(record: Any) -> Any:
    return allowed.of(record).__class__(
        **{**vars(allowed.of(record)), "text": "archive", "documents": "public"}
    )


@pytest.mark.django_db
def test_what_the_new_holder_hands_in_is_theirs() -> None:
    submission = a_submitted_testimony()
    after_death(submission)
    own = a_submitted_testimony()
    Submission.objects.filter(pk=own.pk).update(case=submission.case)

    assert intake.withdraw_all(submission.case_id) == 1
    own.testimony.refresh_from_db()
    assert own.testimony.workflow == "withdrawn"


@pytest.mark.django_db
def test_waiting_until_my_death_ends_with_it_and_publishes_nothing() -> None:
    submission = a_submitted_testimony(waiting={"embargo": ["until_death"]})
    review.take_up(submission.testimony.pk, by=a_moderator())
    review.accept(submission.testimony.pk, by=a_moderator())
    review.second_accept(submission.testimony.pk, by=another_moderator())
    submission = Submission.objects.get()
    before = privacy.access_to(submission)
    assert before is not None
    assert not before.access.has_public_part

    after_death(submission)

    decision = privacy.access_to(submission)
    assert decision is not None
    assert decision.access.has_public_part
    submission.testimony.refresh_from_db()
    assert submission.testimony.publication == "unpublished"
    note = Message.objects.get(is_internal=True)
    assert "waiting time is over" in note.body


@pytest.mark.django_db
def test_giving_it_away_alive_ends_no_waiting_time() -> None:
    submission = a_submitted_testimony(waiting={"embargo": ["until_death"]})
    code = handing_over.prepare(submission.case_id, LIEPA)
    handing_over.hand_over(submission.case_id, code)

    assert not privacy.has_died_since(submission.consents.get())


@pytest.mark.django_db
def test_the_desk_prints_the_letter_with_the_code_once() -> None:
    submission = a_submitted_testimony()
    paper = a_certificate(submission)
    address = f"/admin/testimonies/submission/{submission.reference}/hand-over/"
    client = who_has_just_signed_in()

    assert b"death.pdf" in client.get(address).content
    missing = client.post(address, {**TYPED, "reason": "Certificate 12"})
    assert "Choose an answer" in missing.content.decode()
    letter = client.post(
        address, {**TYPED, "document": str(paper.uuid), "reason": "Certificate 12"}
    )

    assert letter["Content-Type"] == "application/pdf"
    assert "no-store" in letter["Cache-Control"]
    words = words_of(letter.content)
    assert "Thiscaseisinyourhandsnow" in words
    assert submission.reference in words
    screen = client.get(f"/admin/testimonies/submission/{submission.reference}/")
    assert b"took over when the holder before had died" in screen.content


@pytest.mark.django_db
def test_whoever_signed_in_long_ago_is_asked_again() -> None:
    submission = a_submitted_testimony()
    client = signed_in(a_moderator())

    answer = client.get(f"/admin/testimonies/submission/{submission.reference}/hand-over/")

    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]


@pytest.mark.django_db
def test_the_database_keeps_one_holder_and_wants_somebody_for_a_death() -> None:
    submission = a_submitted_testimony()
    after_death(submission)

    with pytest.raises(IntegrityError, match="one_holder_at_a_time"), transaction.atomic():
        Holder.objects.create(case=submission.case, told={}, came_by="first", began_at=now())
    with pytest.raises(IntegrityError, match="after_a_death"), transaction.atomic():
        Holder.objects.current().update(by=None)


@pytest.mark.django_db
def test_a_certificate_that_was_shown_at_the_desk_is_added_there_and_chosen() -> None:
    submission = a_submitted_testimony()
    desk = who_has_just_signed_in()
    page = f"/admin/testimonies/submission/{submission.reference}/hand-over/"
    scan = files.upload(files.a_pdf(), "death.pdf", "application/pdf")

    added = desk.post(f"{page}paper/", {"file": scan}, follow=True)

    assert "The scan is kept." in added.text
    paper = Evidence.objects.get()
    assert (paper.submission, paper.as_it_came) == (submission, True)
    assert str(paper.uuid) in added.text
    handed = desk.post(page, {**TYPED, "document": str(paper.uuid), "reason": "Certificate 12"})
    assert handed.content.startswith(b"%PDF")
    assert Holder.objects.current().get().document == paper


@pytest.mark.django_db
def test_what_is_no_paper_is_refused_with_a_sentence() -> None:
    submission = a_submitted_testimony()
    desk = who_has_just_signed_in()
    page = f"/admin/testimonies/submission/{submission.reference}/hand-over/paper/"

    nothing = desk.post(page, follow=True)
    program = desk.post(page, {"file": files.upload(b"MZ\x90", "death.pdf")}, follow=True)

    assert "Choose the file first." in nothing.text
    assert "errornote" in program.text or "error" in program.text
    assert not Evidence.objects.exists()
