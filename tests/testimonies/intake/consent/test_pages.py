"""The pages on which somebody reads, changes and looks up what they allow."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate

from testimonies.models import ConsentRecord, CustodyEvent, Submission, Testimony
from testimonies.models.testimony import Publication
from tests.builders_claims import a_submitted_claim
from tests.builders_review import a_published_testimony
from tests.testimonies.intake.walking import Walker, hand_in, let_in

pytestmark = pytest.mark.django_db


def consent_of(walker: Walker, submission: Submission, page: str = "") -> Walker:
    return walker.open(f"/en/case/{submission.case.handle}/consent/{submission.reference}/{page}")


def test_somebody_reads_what_they_allow_and_since_when() -> None:
    walker = Walker()
    hand_in(walker)

    consent_of(walker, Submission.objects.get())

    assert walker.sees(f"Who may read the words? Everybody since {localdate().day}")
    assert walker.sees("How may you be named? With the first name and an initial")
    assert walker.sees("Sent with the petition to the institutions")


def test_the_next_page_says_what_it_does_and_only_the_button_after_it_does_it() -> None:
    testimony = a_published_testimony()
    walker = let_in(testimony.submission)

    consent_of(walker, testimony.submission, "audience/")
    walker.press(seen="1", text="archive", documents="archive", photographs="archive")

    assert walker.sees("It is public now. From this moment nobody finds it here any more")
    assert walker.sees("until now: Everybody from now on: Nobody: keep it safe in the archive")
    assert Testimony.objects.get().publication == Publication.PUBLISHED
    assert ConsentRecord.objects.count() == 1

    walker.press(seen="1", sure="1", text="archive", documents="archive", photographs="archive")

    assert walker.sees("It has been changed, and holds from now on.")
    assert walker.sees("Who may read the words? Nobody: keep it safe in the archive")
    assert Testimony.objects.get().publication == Publication.UNPUBLISHED
    second = ConsentRecord.objects.get(version=2)
    assert len(second.text_sha256) == 64
    assert second.text_sha256 != ConsentRecord.objects.get(version=1).text_sha256


def test_with_nothing_public_and_nothing_sent_it_says_so() -> None:
    walker = Walker()
    hand_in(walker)

    consent_of(walker, Submission.objects.get(), "waiting/")
    walker.press(seen="1", embargo="until_i_say")

    assert walker.sees("Nothing of it is public, and it has gone to nobody.")


def test_more_is_never_published_by_itself() -> None:
    walker = Walker()
    hand_in(walker)

    consent_of(walker, Submission.objects.get(), "shown-as/")
    walker.press(seen="1", identity="full_name", pseudonym="")

    assert walker.sees("That does not happen by itself.")
    assert walker.sees("Nothing is published or sent before two people have read it.")


def test_a_mistake_is_said_at_its_question_and_nothing_changes() -> None:
    walker = Walker()
    hand_in(walker)

    consent_of(walker, Submission.objects.get(), "shown-as/")
    walker.press(seen="1", sure="1", identity="pseudonym", pseudonym="")

    assert walker.sees("Write the other name, or choose another answer.")
    assert ConsentRecord.objects.count() == 1
    assert not CustodyEvent.objects.filter(event="consent.changed").exists()


def test_the_same_answer_changes_nothing_and_says_so() -> None:
    walker = Walker()
    hand_in(walker)

    consent_of(walker, Submission.objects.get(), "waiting/")
    walker.press(seen="1", embargo="none")

    assert walker.sees("Nothing was changed.")
    assert ConsentRecord.objects.count() == 1


@pytest.mark.parametrize("last", [{}, {"sure": "1"}])
def test_the_second_of_two_sees_what_the_first_has_changed(last: dict[str, str]) -> None:
    walker = Walker()
    hand_in(walker)
    submission = Submission.objects.get()
    other = let_in(submission)
    consent_of(walker, submission, "shown-as/")
    consent_of(other, submission, "audience/")
    other.press(seen="1", sure="1", text="researchers", documents="archive", photographs="archive")

    walker.press(seen="1", identity="anonymous", pseudonym="", **last)

    assert walker.status == 409
    assert walker.sees("Somebody with the same code has changed something")
    assert walker.sees("until now: Everybody from now on: Registered researchers")
    assert ConsentRecord.objects.count() == 2
    walker.press(seen="2", sure="1", identity="anonymous", pseudonym="")
    newest = ConsentRecord.objects.get(version=3)
    assert (newest.text, newest.identity_shown_as) == ("researchers", "anonymous")


def test_every_earlier_answer_is_listed_with_its_time() -> None:
    walker = Walker()
    hand_in(walker)
    submission = Submission.objects.get()
    consent_of(walker, submission, "audience/")
    walker.press(seen="1", sure="1", text="archive", documents="archive", photographs="archive")

    consent_of(walker, submission, "earlier/")

    today = localdate().day
    assert walker.page.index(f"Since {today}") < walker.page.index(f"From {today}")
    assert walker.sees("Who may read the words? Everybody")
    assert walker.sees("Who may read the words? Nobody")


def test_a_claim_is_asked_to_whom_it_may_go() -> None:
    call_command("load_reference", verbosity=0)
    submission = a_submitted_claim()
    walker = let_in(submission)
    assert consent_of(walker, submission).sees("May the papers go with it? Yes, those")

    consent_of(walker, submission, "receivers/")
    walker.press(seen="1", sure="1", scope="none", papers="no")

    newest = ConsentRecord.objects.get(version=2)
    assert (newest.text, newest.institutions, newest.uses) == ("archive", [], [])


@pytest.mark.parametrize("page", ["story/", "receivers/", "nonsense/"])
def test_there_is_no_page_but_those_of_consent(page: str) -> None:
    walker = Walker()
    hand_in(walker)

    assert consent_of(walker, Submission.objects.get(), page).status == 404


def test_strangers_find_nothing_and_other_cases_neither() -> None:
    walker = Walker()
    hand_in(walker)
    mine = Submission.objects.get()
    another = a_submitted_claim()

    theirs = walker.open(f"/en/case/{another.case.handle}/consent/{another.reference}/")
    assert theirs.status == 404
    mixed = walker.open(f"/en/case/{mine.case.handle}/consent/{another.reference}/")
    assert mixed.status == 404
    assert consent_of(Walker(), mine).status == 404


def test_what_was_taken_back_is_shown_and_changed_no_more() -> None:
    walker = Walker()
    hand_in(walker)
    submission = Submission.objects.get()
    walker.open(f"/en/case/{submission.case.handle}/withdraw/").press()

    assert walker.sees("Everything has been taken back.")
    assert consent_of(walker, submission).sees("You took it back on")
    assert consent_of(walker, submission, "audience/").status == 404
