"""A letter to where somebody lived goes nowhere once that is not safe, and stays from some."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import now

from testimonies.conflicts import actions as conflicts
from testimonies.correspondence.posting import actions as posting
from testimonies.data_requests import actions as data_requests
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.intake.contact import actions as contact
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.intake.told import Contact
from testimonies.models import ConflictOfInterest, CustodyEvent, PaperLetter, Submission, Submitter
from testimonies.models.claim import Standing
from testimonies.models.conflict import Tie
from testimonies.models.paper_letter import State
from tests.builders_data_requests import an_agreed_erasure
from tests.builders_letters import a_testimony_by_post
from tests.builders_people import judged, the_same_in_russian
from tests.builders_review import (
    a_moderator,
    a_release_officer,
    an_administrator,
    another_moderator,
)

pytestmark = pytest.mark.django_db
KAUNAS = {"name": "Ona", "address": "Laisvės al. 2\n44240 Kaunas"}


def moved(*, is_safe: bool = True) -> Contact:
    return Contact(preference="post", is_safe=is_safe, details=KAUNAS)


def somebody_who_has_moved() -> Submission:
    submission = a_testimony_by_post()
    contact.change(submission.case_id, moved(), seen=1, language="en")
    return submission


def to_the_old_house() -> PaperLetter:
    return PaperLetter.objects.get(kind="reached_elsewhere")


def test_what_waits_for_the_old_house_is_set_aside_when_writing_is_not_safe_any_more() -> None:
    submission = somebody_who_has_moved()
    posting.print_letters([to_the_old_house().uuid], by=a_moderator())

    contact.change(submission.case_id, moved(is_safe=False), seen=2, language="en")

    letter = to_the_old_house()
    assert (letter.state, letter.goes_to) == (State.SET_ASIDE, None)
    line = CustodyEvent.objects.get(event="case.letter_set_aside")
    assert line.detail == {"letter": "reached_elsewhere", "reason": "not_to_them"}


def test_neither_the_desk_nor_the_database_prints_it_then() -> None:
    somebody_who_has_moved()
    letter = to_the_old_house()
    Submitter.objects.update(safe_to_contact=False)

    with pytest.raises(Refusal, match="not reached by post any more"):
        posting.print_letters([letter.uuid], by=a_moderator())
    with pytest.raises(DatabaseError, match="not safe or asked for no"), transaction.atomic():
        PaperLetter.objects.filter(pk=letter.pk).update(
            state=State.PRINTED, prints=1, printed_at=now(), printed_by=a_moderator()
        )


def test_of_an_erased_case_no_letter_to_an_old_house_is_left() -> None:
    request = an_agreed_erasure(somebody_who_has_moved())

    data_requests.carry_out(request.pk, by=a_release_officer(), reason="As asked.")

    assert [each.kind for each in PaperLetter.objects.all()] == ["case_erased"]


def test_whoever_gave_the_case_away_is_told_also_where_the_next_one_is_not_safe() -> None:
    submission = a_testimony_by_post()
    heir = Heir(name="Liepa", standing=Standing.NEXT_OF_KIN, preference="none", is_safe=False)
    handing_over.hand_over(submission.case_id, handing_over.prepare(submission.case_id, heir))
    letter = PaperLetter.objects.get(kind="case_handed_over")

    printed = posting.print_letters([letter.uuid], by=a_moderator())

    assert "97104 Kretinga" in printed.letters[0].lines


def test_whoever_keeps_away_for_a_person_does_not_see_the_last_letter_of_the_erased_case() -> None:
    submission = a_testimony_by_post()
    person = judged(submission.mentions.order_by("pk")[0], the_same_in_russian()).person
    user = another_moderator()
    conflicts.declare(person.reference, Tie.FAMILY, of=user, by=user)

    request = an_agreed_erasure(submission)
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="As asked.")

    last = PaperLetter.objects.filter(kind="case_erased")
    assert last.visible_to(a_moderator()).exists()
    assert not last.visible_to(user).exists()
    conflicts.end(person.reference, of=user, by=an_administrator(), reason="Another person.")
    assert not ConflictOfInterest.objects.open().exists()


def test_whoever_keeps_away_for_a_person_keeps_away_from_what_was_taken_back_before() -> None:
    submission = a_testimony_by_post()
    person = judged(submission.mentions.order_by("pk")[0], the_same_in_russian()).person
    user = another_moderator()
    conflicts.declare(person.reference, Tie.FAMILY, of=user, by=user)
    request = an_agreed_erasure(submission)

    intake.withdraw_all(submission.case_id)
    assert not Submission.objects.visible_to(user).filter(pk=submission.pk).exists()
    assert Submission.objects.visible_to(a_moderator()).filter(pk=submission.pk).exists()
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="As asked.")

    last = PaperLetter.objects.filter(kind="case_erased")
    assert last.visible_to(a_moderator()).exists()
    assert not last.visible_to(user).exists()
