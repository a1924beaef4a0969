"""A case goes to another relative: by its holder, or by the staff when the holder has died."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from testimonies.claims import questions as of_claims
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.intake import return_code
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.everything import queries as everything
from testimonies.intake.everything import records
from testimonies.intake.expiry import actions as expiry
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.intake.inbox import queries as inbox
from testimonies.models import (
    Case,
    CustodyEvent,
    Draft,
    Holder,
    Letter,
    Message,
    Submission,
    Submitter,
)
from testimonies.models.claim import Standing
from testimonies.models.custody import Actor
from testimonies.models.holder import CameBy
from tests.builders_intake import a_started_draft, a_submitted_testimony
from tests.testimonies.intake.walking import CODE, Walker, hand_in

LIEPA = Heir(
    name="Liepa Vaivorytė",
    standing=Standing.NEXT_OF_KIN,
    relation="granddaughter",
    preference="email",
    is_safe=True,
    contact={"email": "liepa@example.org"},
)
SALT = "django.contrib.sessions.SessionStore"
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

    assert (first.came_by, first.told["name"]) == (CameBy.FIRST, "Ona Kazlauskienė")
    assert (first.began_at, first.ended_at) == (case.created_at, second.began_at)
    assert (second.came_by, second.standing) == (CameBy.HANDED_OVER, Standing.NEXT_OF_KIN)
    assert second.ended_at is None
    assert bytes(second.code_key) == b""
    line = CustodyEvent.objects.get(event="case.handed_over")
    assert line.actor == Actor.SUBMITTER
    assert "Liepa" not in str(line.detail)


@pytest.mark.django_db
def test_whoever_had_it_hears_of_it_where_that_is_safe() -> None:
    safe = a_submitted_testimony()
    unsafe = a_submitted_testimony(contact={"safe": ["no"]})
    for submission in (safe, unsafe):
        code = handing_over.prepare(submission.case_id, LIEPA)
        handing_over.hand_over(submission.case_id, code)

    (letter,) = Letter.objects.filter(kind="case_changed")

    assert letter.contents["to"] == "ona@example.org"


@pytest.mark.django_db
def test_how_the_one_before_was_reached_is_in_no_file_of_whoever_comes_after() -> None:
    case = a_submitted_testimony().case
    begun = drafts.start_within(case.pk, of_claims.CLAIM)
    drafts.save_page(begun.pk, "contact", {"phone": ["+370 600 33444"]})
    drafts.save_page(begun.pk, "heads", {"heads": ["costs"]})
    case = handing_over.hand_over(case.pk, handing_over.prepare(case.pk, LIEPA))

    told = records.of(everything.of(case, with_sealed=False), at=now())

    assert told["contact"]["email"] == "liepa@example.org"
    assert told["handed_in"][0]["answers"]["story"]
    assert told["not_handed_in"][0]["answers"]["heads"]
    for reached in ("ona@example.org", "+370 600 11222", "+370 600 33444"):
        assert reached not in str(told)


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
def test_what_is_wrong_is_shown_by_its_own_address_and_going_back_sends_nothing_again() -> None:
    walker = Walker()
    hand_in(walker)
    case = Case.objects.get()
    page = f"/en/case/{case.handle}/hand-over/"

    answer = walker.client.post(page, {**TYPED, "email": ""})

    assert (answer.status_code, answer["Location"]) == (302, page)
    walker.open(page)
    assert walker.sees("Write the e-mail address, or choose another way.")
    assert "Liepa" in walker.page
    rows = Session.objects.values_list("session_data", flat=True)
    assert all("Liepa" not in json.dumps(signing.loads(row, salt=SALT)) for row in rows)
    other = Walker()
    hand_in(other)
    assert "Liepa" not in other.open(f"/en/case/{Case.objects.last().handle}/hand-over/").page  # type: ignore[union-attr]


@pytest.mark.django_db
def test_whoever_goes_back_from_the_new_code_finds_what_they_said() -> None:
    walker = Walker()
    hand_in(walker)
    case = Case.objects.get()
    page = f"/en/case/{case.handle}/hand-over/"
    walker.press(page, **{**TYPED, "email": ""})
    walker.press(page, **TYPED)

    walker.open(page)

    assert 'value="liepa@example.org"' in walker.page
    assert "Something needs another look" not in walker.page
    again = Walker()
    again.open("/en/return/")
    assert "liepa@example.org" not in again.open(page).page


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
def test_a_case_that_was_given_over_and_never_handed_in_is_erased_whole() -> None:
    begun = a_started_draft()
    handing_over.hand_over(begun.draft.case_id, handing_over.prepare(begun.draft.case_id, LIEPA))

    Draft.objects.update(sealed_at=now() - expiry.SEALED_FOR - timedelta(hours=1))
    expiry.sweep()

    left = (Draft.objects.count(), Case.objects.count(), Submitter.objects.count())
    assert left == (0, 0, 0)
    assert not Holder.objects.exists()
