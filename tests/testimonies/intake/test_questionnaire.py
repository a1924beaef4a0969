"""The questionnaires as data: their examples, their voices, and the digest over every sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import translation

from testimonies.claims.questions import CLAIM
from testimonies.intake import questions
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.examples import Example
from testimonies.intake.instead import Instead
from testimonies.intake.questionnaire import ContextPage, Page
from testimonies.intake.questions import TESTIMONY
from testimonies.models.case import Voice

ASKING = [
    page
    for page in {page.key: page for page in [*TESTIMONY.pages, *CLAIM.pages]}.values()
    if not isinstance(page, ContextPage)
]
SHOWN = [(page, voice) for page in ASKING for voice in Voice]


def around(voice: Voice) -> Circumstances:
    return Circumstances(voice=voice, institutions=(("riigikogu", "Riigikogu"),))


def name_of(asked: Page | Voice) -> str:
    return asked.key if isinstance(asked, Page) else asked.value


def of_page(page: Page, voice: Voice = Voice.SELF, *, wrong: bool) -> Iterator[Example]:
    told = [each for each in page.examples if not each.voices or voice in each.voices]
    found = [each for each in told if bool(each.error) == wrong]
    assert found, f"{page.key} has no {'wrong' if wrong else 'right'} example"
    yield from found


@pytest.mark.parametrize(("page", "voice"), SHOWN, ids=name_of)
def test_right_examples_are_taken(page: Page, voice: Voice) -> None:
    for example in of_page(page, voice, wrong=False):
        form = page.form(example.typed, about=around(voice))

        assert form.is_valid(), (example.said, form.errors)


@pytest.mark.parametrize(("page", "voice"), SHOWN, ids=name_of)
def test_wrong_examples_are_refused_with_their_sentence(page: Page, voice: Voice) -> None:
    for example in of_page(page, voice, wrong=True):
        form = page.form(example.typed, about=around(voice))

        said = {name: [str(each) for each in errors] for name, errors in form.errors.items()}
        assert said == {example.at: [example.error]}, example.said


def test_a_page_without_examples_is_noticed() -> None:
    bare = replace(questions.NAME, examples=())

    with pytest.raises(AssertionError, match="name has no right example"):
        list(of_page(bare, wrong=False))


@pytest.mark.parametrize("page", ASKING, ids=name_of)
def test_whoever_answers_instead_need_not_answer(page: Page) -> None:
    for said in page.instead:
        assert page.form({}, about=around(Voice.SELF), instead=said).is_valid()


def test_what_was_typed_wrong_stays_wrong_beside_another_answer() -> None:
    typed = {"birth_0": ["31"], "birth_1": ["2"], "birth_2": ["1940"]}

    form = questions.BIRTH.form(typed, instead=Instead.UNKNOWN)

    assert form.errors["birth"] == ["There is no such day. Leave empty what you do not know."]


def test_a_story_is_asked_for_in_four_voices() -> None:
    said = {
        voice: str(questions.STORY.form(about=Circumstances(voice=voice))["story"].label)
        for voice in Voice
    }

    assert len(set(said.values())) == len(Voice)


@pytest.mark.parametrize("questionnaire", [TESTIMONY, CLAIM], ids=lambda each: each.kind)
def test_every_sentence_counts_towards_the_digest(questionnaire: object) -> None:
    assert isinstance(questionnaire, type(TESTIMONY))
    first = questionnaire.pages[0]
    others = [
        replace(questionnaire, declaration="I swear."),
        replace(questionnaire, declarations={Voice.DEAD: "I swear for the dead."}),
        replace(questionnaire, pages=[replace(first, why="No reason."), *questionnaire.pages[1:]]),
        replace(
            questionnaire,
            pages=[replace(first, headings={Voice.DEAD: "Who?"}), *questionnaire.pages[1:]],
        ),
        replace(questionnaire, pages=[replace(first, instead=()), *questionnaire.pages[1:]]),
    ]

    digests = {each.sha256 for each in [questionnaire, *others]}

    assert len(digests) == len(others) + 1


def test_the_digest_is_the_same_whatever_language_the_page_has() -> None:
    with translation.override("uk"):
        in_ukrainian = replace(TESTIMONY).sha256

    assert in_ukrainian == replace(TESTIMONY).sha256
    assert replace(TESTIMONY, pages=list(TESTIMONY.pages)).sha256 == in_ukrainian
