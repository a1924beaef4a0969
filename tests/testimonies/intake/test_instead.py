"""“I do not know”, “I would rather not say”, “later”: answers like any other."""

from __future__ import annotations

import pytest

from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts.passages import Passage
from testimonies.intake.filled import Filled
from testimonies.models import Draft, RepressionEpisode, Submission
from testimonies.models.consent import Audience, Embargo, Identity
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db


def test_a_page_is_answered_with_a_button_and_what_was_typed_is_kept() -> None:
    walker = Walker()
    walker.begin()

    walker.press(walker.step("name"), patronymic="Ionovna", instead="unknown")

    assert walker.here.endswith("/other-names/")
    assert "Ionovna" in walker.open(walker.step("name")).page
    assert walker.sees("You have answered “I do not know”.")
    assert walker.open(walker.step("check")).sees("I do not know")


def test_writing_something_afterwards_takes_the_place_of_the_other_answer() -> None:
    walker = Walker()
    walker.begin()
    walker.press(walker.step("story"), story="", instead="later")

    walker.press(walker.step("story"), story="They came at four.")

    assert not Draft.objects.get().answers["instead"]
    assert not walker.open(walker.step("check")).sees("You wanted to come back to these.")


def test_a_pause_and_a_step_back_leave_the_answer_as_it_was() -> None:
    walker = Walker()
    walker.begin()
    walker.press(walker.step("story"), story="", instead="unsaid")

    walker.press(walker.step("story"), story="", pause="1")
    walker.press(walker.step("story"), story="", back="1")

    assert Draft.objects.get().answers["instead"] == {"story": "unsaid"}


def test_what_was_left_for_later_is_reminded_of_and_does_not_press() -> None:
    walker = Walker()
    walker.begin()
    walker.press(walker.step("birth"), birth_2="", instead="later")
    walker.press(walker.step("other-names"), instead="later")

    walker.open(walker.step("check"))

    assert walker.sees("You wanted to come back to these.")
    assert walker.page.count("/birth/?change=1") == 2
    assert walker.page.count("/other-names/?change=1") == 2


def test_about_whom_cannot_be_left_out_but_can_wait() -> None:
    walker = Walker()
    walker.begin()
    walker.open(walker.step("teller"))
    assert 'value="unknown"' not in walker.page

    walker.press(instead="unknown")
    assert walker.sees("Choose an answer: “About whom do you tell?”")
    walker.press(instead="later")

    assert walker.here.endswith("/helper/")
    filled = Filled(Draft.objects.get(), questions.TESTIMONY)
    assert questions.TELLER in list(filled.unfinished())


def test_a_part_of_a_period_can_be_unknown() -> None:
    walker = Walker()
    walker.begin()
    walker.press(walker.step("periods"), add="1")
    walker.press(type="labour_camp", to_place="Vorkuta")
    walker.press(instead="later")
    walker.press(end_2="31", instead="")
    assert walker.sees("Write the year with four digits")
    walker.press(end_2="", narrative="", instead="unknown")
    walker.press(instead="unknown")

    assert walker.here.endswith("/periods/")
    assert not walker.sees("Not complete yet")
    assert walker.open(walker.step("check")).page.count("/periods/?change=1") == 2
    walker.press(walker.step("periods"), remove=next(iter(Draft.objects.get().answers["periods"])))
    assert Draft.objects.get().answers["instead"] == {}


def test_a_testimony_of_silence_can_be_handed_in_and_goes_to_nobody() -> None:
    begun = drafts.start(questions.TESTIMONY, language="en")
    drafts.save_page(begun.draft.pk, "teller", {"about": ["self"]})
    key = drafts.add_entry(begun.draft.pk, "periods")
    drafts.write(
        begun.draft.pk, Passage("periods", key), {"to_place": ["Vorkuta"]}, said="unknown"
    )
    for page in questions.TESTIMONY.pages:
        if page.instead and not page.is_needed:
            drafts.answer_instead(begun.draft.pk, page.key, "unsaid")

    filled = Filled(Draft.objects.get(pk=begun.draft.pk), questions.TESTIMONY)
    told = reading.testimony(filled)
    intake.submit(begun.draft.pk, told, questionnaire=questions.TESTIMONY)

    submission = Submission.objects.get()
    consent = submission.consents.get()
    assert (consent.text, consent.documents, consent.photographs) == (Audience.ARCHIVE,) * 3
    assert (consent.identity_shown_as, consent.embargo) == (
        Identity.ANONYMOUS,
        Embargo.UNTIL_I_SAY,
    )
    assert consent.institutions == consent.uses == []
    assert (submission.voice, submission.testimony.told["story"]) == ("self", "")
    assert submission.answers["instead"]["story"] == "unsaid"
    assert RepressionEpisode.objects.get().told["to"] == "Vorkuta"
    assert submission.case.submitter.safe_to_contact is False
