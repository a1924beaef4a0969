import hashlib
import json

import pytest

from petitions.campaigns.demo_texts import PetitionWords, demo_texts
from petitions.campaigns.digest import canonical, text_digest
from tests import builders_signing as builders

WORDS = {
    "uk": PetitionWords("uk", "Назва", "Коротко", "Текст"),
    "en": PetitionWords("en", "Title", "Summary", "Body\n\n- one"),
}


def test_the_digest_is_sha_256_over_canonical_json_of_all_languages() -> None:
    expected = (
        '{"en":{"body":"Body\\n\\n- one","summary":"Summary","title":"Title"},'
        '"uk":{"body":"Текст","summary":"Коротко","title":"Назва"}}'
    ).encode()

    assert canonical(WORDS) == expected
    assert text_digest(WORDS) == hashlib.sha256(expected).hexdigest()


def test_the_order_of_languages_does_not_matter() -> None:
    assert text_digest(dict(reversed(WORDS.items()))) == text_digest(WORDS)


@pytest.mark.parametrize("language", sorted(demo_texts()))
def test_a_changed_letter_in_any_language_changes_it(language: str) -> None:
    texts = demo_texts()
    words = texts[language]
    changed = texts | {
        language: PetitionWords(language, words.title, words.summary, words.body + ".")
    }

    assert text_digest(changed) != text_digest(texts)


@pytest.mark.django_db
def test_a_frozen_petition_carries_the_digest_of_its_rows() -> None:
    petition = builders.an_open_petition()

    rows = {text.language: text for text in petition.texts.all()}
    assert petition.text_digest == text_digest(rows) == text_digest(demo_texts())
    assert json.loads(canonical(rows))["lt"]["title"] == demo_texts()["lt"].title
