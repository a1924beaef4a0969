from __future__ import annotations

import re

import pytest
from django.conf import settings

from petitions.campaigns.demo_texts import LANGUAGES, SLUG, PetitionWords, demo_texts

TEXTS = demo_texts()


def test_the_petition_speaks_every_language_of_the_site() -> None:
    assert list(TEXTS) == list(LANGUAGES) == [code for code, _name in settings.LANGUAGES]
    assert SLUG == "justice-for-the-deported"


def test_every_language_has_the_same_shape() -> None:
    shapes = {
        language: re.sub(r"[^#\-\n]+", "x", re.sub(r"(?<!\n)[#-]", "x", words.body))
        for language, words in TEXTS.items()
    }

    assert set(shapes.values()) == {shapes["en"]}
    assert TEXTS["en"].body.count("\n## ") == 4
    assert TEXTS["en"].body.count("\n- ") == 5


@pytest.mark.parametrize("words", TEXTS.values(), ids=TEXTS)
def test_a_text_is_long_enough_to_say_it_and_short_enough_to_read(words: PetitionWords) -> None:
    assert 350 <= len(words.body.split()) <= 500
    assert words.summary.count(".") <= 2
    assert len(words.title) <= 200


@pytest.mark.parametrize("words", TEXTS.values(), ids=TEXTS)
def test_a_text_names_no_figure_but_the_years_and_the_number_of_resolutions(
    words: PetitionWords,
) -> None:
    assert set(re.findall(r"\d+", words.body)) == {"60", "147", "1996", "2005"}
