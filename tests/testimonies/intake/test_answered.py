"""Answers are shown with the sentences under which they were given, whatever is asked today."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from testimonies.intake import actions as intake
from testimonies.intake import answered, questions, reading
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.filled import Filled
from testimonies.intake.questions import TESTIMONY
from testimonies.models import Draft, Submission
from tests.builders_intake import STORY, a_filled_draft, a_submitted_testimony
from tests.builders_review import a_moderator, signed_in
from tests.testimonies.intake.walking import Walker, hand_in

OF_YESTERDAY = replace(
    TESTIMONY,
    pages=[
        replace(page, heading="What did they do to you?") if page.key == "after" else page
        for page in TESTIMONY.pages
    ],
)


def handed_in_yesterday() -> Submission:
    begun = a_filled_draft()
    drafts.save_page(begun.draft.pk, "after", {"after": ["I became a teacher."]}, said="later")
    with translation.override("en"):
        told = reading.testimony(Filled(Draft.objects.get(pk=begun.draft.pk), OF_YESTERDAY))
        return intake.submit(begun.draft.pk, told, questionnaire=OF_YESTERDAY)


@pytest.mark.django_db
def test_every_answer_stands_beside_its_sentence() -> None:
    shown = {page.heading: dict(page.rows) for page in answered.of(a_submitted_testimony())}

    assert shown["What happened"]["Tell what happened, in your own words"] == STORY
    assert shown["Your birth"]["When were you born?"] == "14.6.1934"
    assert shown["A period of repression 1"]["What was it?"] == "Deportation to special settlement"
    assert shown["A period of repression 1"]["When did it end?"] == "1958"
    assert shown["Another name 1"]["Surname"] == "Жемайтите"
    assert shown["Who may see it"]["Who may read the words?"] == "Everybody"
    assert "ona@example.org" not in str(shown)


@pytest.mark.django_db
def test_an_older_version_keeps_its_sentences_at_the_desk_and_for_the_submitter() -> None:
    old = handed_in_yesterday()
    new = a_submitted_testimony()
    assert old.questionnaire.sha256 != new.questionnaire.sha256

    desk = signed_in(a_moderator())
    shown_old = desk.get(f"/admin/testimonies/submission/{old.reference}/").content.decode()
    shown_new = desk.get(f"/admin/testimonies/submission/{new.reference}/").content.decode()

    assert "What did they do to you?" in shown_old
    assert "Later" in shown_old
    assert old.questionnaire.sha256 in shown_old
    assert "What did they do to you?" not in shown_new


@pytest.mark.django_db
def test_the_submitter_reads_the_own_answers_on_the_receipt() -> None:
    walker = Walker()
    hand_in(walker)

    assert walker.sees("Your answers, as you handed them in")
    assert walker.sees("We travelled for three weeks in a cattle wagon.")


def test_versions_of_two_voices_and_unknown_controls_are_read_too() -> None:
    schema = {
        "name": {
            "self": {"heading": "Your name", "fields": [{"name": "given", "label": "First"}]},
            "other": {"heading": "The name", "fields": [{"name": "given", "label": "First"}]},
        },
    }
    answers = {"name": {"given": ["Ona"], "title": ["Dr"]}, "gone": {"x": ["y"]}}

    mine = answered.in_sentences(schema, answers, voice="self", names={})
    of_the_dead = answered.in_sentences(schema, answers, voice="dead", names={})

    assert mine[0] == answered.Answered("Your name", (("First", "Ona"), ("title", "Dr")))
    assert [page.heading for page in of_the_dead] == ["The name", "gone"]


def test_an_answer_instead_is_said_in_the_words_of_its_version() -> None:
    schema = {"story": {"self": {"heading": "Story", "instead": [["unsaid", "Not today"]]}}}

    shown = answered.in_sentences(schema, {"instead": {"story": "unsaid"}}, voice="self", names={})

    assert shown == [answered.Answered("Story", (("Your answer", "Not today"),))]


def test_the_version_of_today_knows_every_page() -> None:
    assert {page.key for page in questions.TESTIMONY.pages} <= set(TESTIMONY.schema["uk"])
