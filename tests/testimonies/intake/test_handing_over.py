"""A case goes to another relative: by its holder, or by the staff when the holder has died."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.timezone import now

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.intake import actions as intake
from testimonies.intake import return_code
from testimonies.intake.consent import actions as consent
from testimonies.intake.consent import allowed
from testimonies.intake.consent.actions import Shown
from testimonies.intake.expiry import actions as expiry
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.intake.inbox import queries as inbox
from testimonies.models import (
    Case,
    CustodyEvent,
    Draft,
    Evidence,
    Holder,
    Message,
    Submission,
    Submitter,
)
from testimonies.models.claim import Standing
from testimonies.models.custody import Actor
from testimonies.models.standing import Passage
from testimonies.privacy import queries as privacy
from testimonies.review import actions as review
from tests.builders_intake import a_started_draft, a_submitted_testimony
from tests.builders_review import a_moderator, another_moderator, signed_in
from tests.journeys.pdf_text import words_of
from tests.testimonies.evidence import files
from tests.testimonies.intake.walking import CODE, Walker, hand_in

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


@pytest.mark.django_db
def test_only_the_new_code_opens_it_and_the_new_address_is_written_to() -> None:
    begun = a_started_draft()
    case = begun.draft.case
    intake.write_message(case.pk, "My sister's name is missing.")

    new = handing_over.prepare(case.pk, LIEPA)
    assert opens(begun.code) == case
    assert opens(new) is None
    handing_over.hand_over(case.pk, new)

    assert opens(begun.code) is None
    assert opens(new) == case
    submitter = Submitter.objects.get(case=case)
    assert submitter.contact == {"name": "Liepa Vaivorytė", "email": "liepa@example.org"}
    assert (submitter.preference, submitter.safe_to_contact) == ("email", True)
    assert Message.objects.filter(case=case).count() == 1


@pytest.mark.django_db
def test_who_had_it_stays_written_down_with_the_time() -> None:
    submission = a_submitted_testimony()
    case = submission.case
    handing_over.hand_over(case.pk, handing_over.prepare(case.pk, LIEPA))

    first, second = case.holders.in_time()

    assert (first.passage, first.told["name"]) == (Passage.FIRST, "Ona Kazlauskienė")
    assert (first.began_at, first.ended_at) == (case.created_at, second.began_at)
    assert (second.passage, second.standing) == (Passage.HANDED_OVER, Standing.NEXT_OF_KIN)
    assert second.ended_at is None
    assert bytes(second.code_key) == b""
    line = CustodyEvent.objects.get(event="case.handed_over")
    assert line.actor == Actor.SUBMITTER
    assert "Liepa" not in str(line.detail)


@pytest.mark.django_db
def test_links_in_old_letters_and_open_browsers_end() -> None:
    begun = a_started_draft()
    before = begun.draft.case.handle
    case = handing_over.hand_over(
        begun.draft.case_id, handing_over.prepare(begun.draft.case_id, LIEPA)
    )

    draft = case.drafts.get()
    assert case.handle != before
    assert (draft.link, draft.email) == (None, None)
    assert draft.handle != begun.draft.handle


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "1234 5678 9012 3452"])
def test_without_the_code_that_was_shown_nothing_is_given_over(code: str) -> None:
    begun = a_started_draft()
    handing_over.prepare(begun.draft.case_id, LIEPA)
    before = events()

    with pytest.raises(Refusal, match="must be seen"):
        handing_over.hand_over(begun.draft.case_id, code)

    assert opens(begun.code) == begun.draft.case
    assert not Submitter.objects.exists()
    assert events() == before


@pytest.mark.django_db
def test_named_twice_the_later_counts() -> None:
    begun = a_started_draft()
    first = handing_over.prepare(begun.draft.case_id, LIEPA)
    second = handing_over.prepare(begun.draft.case_id, LIEPA)

    with pytest.raises(Refusal, match="must be seen"):
        handing_over.hand_over(begun.draft.case_id, first)
    handing_over.hand_over(begun.draft.case_id, second)

    assert Holder.objects.in_time().count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_hand_over_once() -> None:
    begun = a_started_draft()
    code = handing_over.prepare(begun.draft.case_id, LIEPA)
    start, said = Barrier(2), []

    def press() -> None:
        try:
            start.wait()
            handing_over.hand_over(begun.draft.case_id, code)
            said.append("done")
        except Refusal:
            said.append("no")
        finally:
            connection.close()

    both = [Thread(target=press) for _each in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert sorted(said) == ["done", "no"]
    assert events().count("case.handed_over") == 1
    assert opens(code) == begun.draft.case


@pytest.mark.django_db
def test_a_holder_gives_it_over_page_by_page_and_a_second_press_does_no_harm() -> None:
    walker = Walker()
    old = hand_in(walker)
    case = Case.objects.get()
    walker.open(f"/en/case/{case.handle}/")
    assert walker.sees("Hand the case to a relative")

    walker.press(f"/en/case/{case.handle}/hand-over/", **{**TYPED, "email": ""})
    assert walker.sees("Write the e-mail address, or choose another way.")
    walker.press(**TYPED)
    assert walker.sees("give them to Liepa Vaivorytė")
    found = CODE.search(walker.page)
    assert found
    here = walker.here
    assert not walker.open("/en/return/").press(code=found[0]).sees("Your case")
    walker.press(here)
    assert walker.sees("The case has been handed over")
    assert walker.press(here).sees("The case has been handed over")

    assert walker.open(f"/en/case/{case.handle}/").status == 404
    assert walker.open("/en/return/").press(code=old).sees("We know no case with this code")
    other = Walker().open("/en/return/")
    other.press(code=found[0])
    assert other.sees("You have had it since")
    assert other.sees(Submission.objects.get().reference)


@pytest.mark.django_db
def test_the_code_is_shown_to_nobody_else_and_stands_nowhere() -> None:
    walker = Walker()
    hand_in(walker)
    case = Case.objects.get()
    walker.press(f"/en/case/{case.handle}/hand-over/", **TYPED)
    found = CODE.search(walker.page)
    assert found

    assert Client().get(walker.here).status_code == 404
    assert found[0].replace(" ", "") not in walker.here
    assert bytes(Holder.objects.get().code_key) == return_code.key(found[0])
    walker.client.cookies.clear()
    assert Walker().open(f"/en/case/{case.handle}/hand-over/code/").status == 404


@pytest.mark.django_db
def test_after_a_death_the_staff_hands_over_and_says_what_they_have_seen() -> None:
    submission = a_submitted_testimony()

    code = after_death(submission)

    assert opens(code) == Case.objects.get(pk=submission.case_id)
    holder = Holder.objects.current().get()
    assert (holder.passage, holder.by) == (Passage.DIED, a_moderator())
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
    client = Client()
    moderator = a_moderator()
    moderator.set_password("word-of-the-test")
    moderator.save()
    client.post("/accounts/login/", {"login": moderator.email, "password": "word-of-the-test"})

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
        Holder.objects.create(case=submission.case, told={}, passage="first", began_at=now())
    with pytest.raises(IntegrityError, match="after_a_death"), transaction.atomic():
        Holder.objects.current().update(by=None)


@pytest.mark.django_db
def test_a_case_that_was_given_over_and_never_handed_in_is_erased_whole() -> None:
    begun = a_started_draft()
    handing_over.hand_over(begun.draft.case_id, handing_over.prepare(begun.draft.case_id, LIEPA))

    Draft.objects.update(sealed_at=now() - expiry.SEALED_FOR - timedelta(hours=1))
    expiry.sweep()

    left = (Draft.objects.count(), Case.objects.count(), Submitter.objects.count())
    assert left == (0, 0, 0)
    assert not Holder.objects.exists()
