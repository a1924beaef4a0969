"""Whoever gets letters by post hears by post that a case is erased, or in other hands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import localdate, now

from testimonies.claims import questions
from testimonies.correspondence.posting import actions as posting
from testimonies.data_requests import actions as data_requests
from testimonies.errors import Refusal
from testimonies.intake.contact import actions as contact
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.expiry import actions as expiry
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.intake.told import Contact
from testimonies.models import CustodyEvent, Draft, Letter, PaperLetter, Submission
from testimonies.models.claim import Standing
from testimonies.models.paper_letter import State, WhyBack
from tests.builders_data_requests import an_agreed_erasure
from tests.builders_letters import BY_POST, a_letter_by_post, a_testimony_by_post
from tests.builders_restraints import suspended
from tests.builders_review import a_moderator, a_release_officer, signed_in
from tests.journeys.pdf_text import words_of
from tests.testimonies.review.test_seal import at_the_desk

pytestmark = pytest.mark.django_db
PLACE = "/admin/testimonies/paperletter/"
LIEPA = Heir(
    name="Liepa Vaivorytė",
    standing=Standing.NEXT_OF_KIN,
    preference="post",
    is_safe=True,
    contact={"address": "Laisvės al. 2\n44240 Kaunas"},
)


def handed_over(submission: Submission) -> None:
    code = handing_over.prepare(submission.case_id, LIEPA)
    handing_over.hand_over(submission.case_id, code)


def printed(letter: PaperLetter) -> str:
    answer = at_the_desk(a_moderator()).post(
        f"{PLACE}print/", {"letters": [letter.uuid], "act": "letters"}
    )
    return words_of(answer.content)


def the_last(kind: str) -> PaperLetter:
    return PaperLetter.objects.get(kind=kind)


def test_that_everything_is_erased_goes_by_post_and_then_nobody_knows_where_to() -> None:
    submission = a_testimony_by_post()
    request = an_agreed_erasure(submission)

    data_requests.carry_out(request.pk, by=a_release_officer(), reason="As asked.")
    letter = the_last("case_erased")
    page = signed_in(a_moderator()).get(f"{PLACE}{letter.uuid}/").content.decode()
    words = printed(letter)
    posting.post([letter.uuid], on=localdate(), by=a_moderator())

    assert list(PaperLetter.objects.all()) == [letter]
    assert submission.reference in page
    assert "97104Kretinga" in words
    assert "hasbeenerased" in words
    assert PaperLetter.objects.get().goes_to is None
    assert CustodyEvent.objects.filter(event="case.letter_posted").count() == 1


def test_a_last_letter_that_came_back_goes_nowhere() -> None:
    request = an_agreed_erasure(a_testimony_by_post())
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="As asked.")
    letter = the_last("case_erased")
    posting.print_letters([letter.uuid], by=a_moderator())
    posting.post([letter.uuid], on=localdate(), by=a_moderator())

    posting.take_back(letter.pk, why=WhyBack.MOVED, on=localdate(), by=a_moderator())

    with pytest.raises(Refusal, match="cannot become"):
        posting.send_again(letter.pk, by=a_moderator())
    page = signed_in(a_moderator()).get(f"{PLACE}{letter.uuid}/").content.decode()
    assert "send it again" not in page
    with pytest.raises(DatabaseError, match="does not go that way"), transaction.atomic():
        PaperLetter.objects.filter(pk=letter.pk).update(state=State.WAITING)


def test_the_address_of_a_last_letter_stays_no_longer_than_it_is_needed() -> None:
    request = an_agreed_erasure(a_testimony_by_post())
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="As asked.")
    letter = the_last("case_erased")

    with pytest.raises(IntegrityError, match="until_it_is_posted"), transaction.atomic():
        PaperLetter.objects.filter(pk=letter.pk).update(state=State.SET_ASIDE)
    posting.set_aside(letter.pk, by=a_moderator(), reason="They were called.")

    assert PaperLetter.objects.get().goes_to is None


def test_whoever_gets_mails_hears_of_it_by_mail_alone() -> None:
    submission = a_testimony_by_post(preference=["email"], email=["ona@example.org"])
    request = an_agreed_erasure(submission)

    data_requests.carry_out(request.pk, by=a_release_officer(), reason="As asked.")

    assert Letter.objects.filter(kind="case_erased").count() == 1
    assert not PaperLetter.objects.exists()


def test_whoever_had_the_case_is_told_at_their_own_address() -> None:
    submission = a_testimony_by_post()

    handed_over(submission)

    words = printed(the_last("case_handed_over"))
    assert "97104Kretinga" in words
    assert "hasbeenhandedover" in words
    assert not any(secret in words for secret in ("Kaunas", "Liepa"))


def test_what_was_written_to_one_holder_is_not_posted_to_the_next() -> None:
    waits, printed_one, posted_one = a_letter_by_post(), a_letter_by_post(), a_letter_by_post()
    posting.print_letters([printed_one.uuid, posted_one.uuid], by=a_moderator())
    posting.post([posted_one.uuid], on=localdate(), by=a_moderator())

    for letter in (waits, printed_one, posted_one):
        handed_over(letter.submission)

    states = [PaperLetter.objects.get(pk=each.pk).state for each in (waits, printed_one)]
    assert states == [State.SET_ASIDE, State.SET_ASIDE]
    posting.take_back(posted_one.pk, why=WhyBack.MOVED, on=localdate(), by=a_moderator())
    with pytest.raises(Refusal, match="whoever had the case before"):
        posting.send_again(posted_one.pk, by=a_moderator())
    PaperLetter.objects.filter(pk=posted_one.pk).update(state=State.WAITING)
    with pytest.raises(DatabaseError, match="had the case before"), transaction.atomic():
        PaperLetter.objects.filter(pk=posted_one.pk).update(state=State.PRINTED, printed_at=now())
    with pytest.raises(Refusal, match="whoever had the case before"):
        posting.print_letters([posted_one.uuid], by=a_moderator())


def test_the_house_that_somebody_left_gets_a_letter_and_the_new_one_none() -> None:
    submission = a_testimony_by_post()
    there = {"name": BY_POST["name"][0], "address": "Laisvės al. 2\n44240 Kaunas"}

    contact.change(
        submission.case_id,
        Contact(preference="post", is_safe=True, details=there),
        seen=1,
        language="en",
    )

    words = printed(the_last("reached_elsewhere"))
    assert "97104Kretinga" in words
    assert "Kaunas" not in words


@pytest.mark.parametrize(
    ("preference", "is_safe", "address"),
    [
        ("post", False, "Laisvės al. 2\n44240 Kaunas"),
        ("none", True, ""),
        ("post", True, "Vilniaus g. 1 \r\n 97104 Kretinga"),
    ],
)
def test_no_letter_tells_of_it_where_it_is_not_safe_or_the_house_is_the_same(
    preference: str, is_safe: bool, address: str
) -> None:
    submission = a_testimony_by_post()
    details = {"name": "Ona", "address": address, "phone": "+370 600 11222"}

    contact.change(
        submission.case_id, Contact(preference, is_safe, details), seen=1, language="en"
    )

    assert not PaperLetter.objects.filter(kind="reached_elsewhere").exists()


def test_what_was_begun_beside_something_handed_in_is_warned_of_by_post() -> None:
    submission = a_testimony_by_post()
    begun = drafts.start_within(submission.case_id, questions.CLAIM)
    Draft.objects.filter(pk=begun.pk).update(expires_at=now() + timedelta(days=29))

    assert (expiry.warn(), expiry.warn()) == (1, 0)
    words = printed(the_last("draft_expires"))

    assert "keptuntil" in words
    assert "97104Kretinga" in words


def test_nobody_is_told_by_post_while_the_case_is_suspended() -> None:
    submission = a_testimony_by_post()
    suspended(submission.case)

    handed_over(submission)

    assert not PaperLetter.objects.filter(kind="case_handed_over").exists()
