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
from testimonies.models import Draft, Operation, RepressionEpisode, Submission
from tests.builders_claims import a_submitted_claim
from tests.builders_details import a_detailed_testimony
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
def test_pages_stand_in_the_order_in_which_they_were_asked() -> None:
    shown = [page.heading for page in answered.of(a_detailed_testimony())]

    asked = ["What happened", "Your birth", "A period of repression 1", "Who may see it"]
    assert [heading for heading in shown if heading in asked] == asked


@pytest.mark.django_db
def test_a_period_and_what_it_was_part_of_are_called_by_their_names() -> None:
    testimony = a_detailed_testimony()
    period = str(RepressionEpisode.objects.get().uuid)
    claim = a_submitted_claim(testimony, head_forced_deportation={"period": [period]})

    told = {page.heading: dict(page.rows) for page in answered.of(testimony)}
    claimed = str(answered.of(claim))
    desk = signed_in(a_moderator())
    shown = desk.get(f"/admin/testimonies/submission/{claim.reference}/").content.decode()

    june = told["A period of repression 1"]["Was it part of one of these?"]
    assert june == Operation.objects.get(slug="june-deportation").name
    assert period not in claimed + shown
    assert "Deportation to special settlement, 1941" in claimed


def test_an_entry_of_which_another_answer_speaks_is_called_as_it_stands_there() -> None:
    schema = {
        "periods": {"self": {"number": "12", "entry_heading": "A period"}},
        "journey": {"self": {"number": "15", "fields": [{"name": "period", "label": "When"}]}},
    }
    answers = {"journey": {"b1": {"period": ["a1"]}}, "periods": {"a1": {"type": ["arrest"]}}}

    shown = answered.in_sentences(schema, answers, voice="self", names={})

    assert [page.heading for page in shown] == ["A period 1", "journey 1"]
    assert shown[1].rows == (("When", "A period 1"),)


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
