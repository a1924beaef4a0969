"""In which voice somebody is asked, in every language, and what is kept of it."""

from __future__ import annotations

import pytest
from django.conf import settings

from testimonies.intake import queries, questions
from testimonies.intake.questions import TESTIMONY
from testimonies.models import Submission
from testimonies.models.case import Voice
from testimonies.models.consent import Embargo
from testimonies.models.person import Role
from tests.builders_intake import a_submitted_testimony
from tests.testimonies.intake.walking import Walker

#: Pages whose sentences are not the same to everybody.
DIFFERENT = {
    "name": (Voice.SELF, Voice.LIVING, Voice.DEAD),
    "birth": (Voice.SELF, Voice.LIVING),
    "story": tuple(Voice),
    "before": (Voice.SELF, Voice.DEAD),
    "periods": (Voice.SELF, Voice.DEAD),
    "family": (Voice.SELF, Voice.DEAD),
    "after": (Voice.SELF, Voice.LIVING, Voice.DEAD),
    "contact": (Voice.SELF, Voice.ORGANISATION),
    "under-seal": tuple(Voice),
    "declaration": (Voice.SELF, Voice.ORGANISATION),
}


@pytest.mark.parametrize(
    ("answers", "voice"),
    [
        ({}, Voice.SELF),
        ({"teller": {"about": ["self"]}, "alive": {"alive": ["no"]}}, Voice.SELF),
        ({"teller": {"about": ["parent"]}, "alive": {"alive": ["yes"]}}, Voice.LIVING),
        ({"teller": {"about": ["parent"]}, "alive": {"alive": ["unknown"]}}, Voice.LIVING),
        ({"teller": {"about": ["parent"]}}, Voice.LIVING),
        ({"teller": {"about": ["other"]}, "alive": {"alive": ["no"]}}, Voice.DEAD),
        ({"teller": {"about": ["member"]}, "alive": {"alive": ["no"]}}, Voice.ORGANISATION),
        ({"teller": {"about": []}, "instead": {"teller": "later"}}, Voice.SELF),
    ],
)
def test_the_first_answers_decide_the_voice(answers: dict[str, object], voice: Voice) -> None:
    assert queries.voice_of(answers) == voice


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("page", DIFFERENT)
def test_a_sentence_differs_between_voices_in_every_language(page: str, language: str) -> None:
    asked = TESTIMONY.schema[language][page]

    said = [str(asked[voice]) for voice in DIFFERENT[page]]

    assert len(set(said)) == len(said)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_no_page_of_the_teller_and_the_story_is_left_in_english(language: str) -> None:
    ours, english = TESTIMONY.schema[language], TESTIMONY.schema["en"]

    for page in ("teller", "alive", "organisation", "before-the-story", *DIFFERENT):
        for voice in Voice:
            assert ours[page][voice]["heading"] != english[page][voice]["heading"], (page, voice)


@pytest.mark.django_db
def test_an_organisation_says_which_it_is_and_does_not_die() -> None:
    walker = Walker()
    walker.begin()

    walker.press(walker.step("teller"), about="member")
    assert walker.here.endswith("/organisation/")
    walker.press(organisation="Memento", office="chairwoman")

    assert Embargo.UNTIL_DEATH not in walker.open(walker.step("waiting")).page
    assert walker.open(walker.step("contact")).sees("How may we reach your organisation?")
    assert walker.open(walker.step("declaration")).here.endswith("/check/")


@pytest.mark.django_db
def test_the_voice_is_frozen_with_the_answers() -> None:
    submission = a_submitted_testimony(teller={"about": ["parent"], "own_name": ["Tiiu"]})

    kept = Submission.objects.get(pk=submission.pk)
    assert kept.voice == Voice.DEAD
    assert kept.testimony.told["alive"] == "no"
    assert kept.mentions.get().role == Role.PERSON_DEPORTED
    assert kept.questionnaire.schema["lt"]["story"]["dead"]["fields"]
    assert questions.ALIVE.key in kept.answers
