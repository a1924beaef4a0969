"""What anybody reads is translated whole: pages, letters, documents, bundles and the desk."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import django
import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

from tests.house import sentences

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACES = (
    "accounts/**/*.py",
    "config/**/*.py",
    "petitions/**/*.py",
    "testimonies/**/*.py",
    "templates/**/*.html",
    "templates/**/*.txt",
)
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")
SPECIAL = (0, 1, 2, 5, 11, 21, 22, 101)


@cache
def catalogue(language: str) -> Catalog:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def told() -> dict[sentences.Sentence, Path]:
    """Every sentence of them."""
    return sentences.of(chain.from_iterable(sorted(ROOT.glob(place)) for place in PLACES))


def words(message: Message) -> tuple[str, ...]:
    string = message.string
    return (string,) if isinstance(string, str) else tuple(string or ())


def asked(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    known = catalogue(language)

    missing = []
    for (context, asked_for), path in told().items():
        sentence = asked_for if isinstance(asked_for, str) else asked_for[0]
        message = known.get(sentence, context)
        if message is None or not all(words(message)):
            missing.append(f"{path.relative_to(ROOT)}: {sentence}")

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fuzzy_and_every_placeholder_is_there(language: str) -> None:
    for message in catalogue(language):
        if not message.id or not any(words(message)):
            continue
        assert not message.fuzzy, message.id
        expected = [Counter(PLACEHOLDER.findall(each)) for each in asked(message)]
        for translated in words(message):
            assert Counter(PLACEHOLDER.findall(translated)) in expected, translated
            assert translated.endswith(":") == asked(message)[0].endswith(":"), translated


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_those_of_the_framework(language: str) -> None:
    """Else the sentences of both would be counted by different rules."""
    framework = Path(django.__file__).parent / "conf" / "locale" / language
    with (framework / "LC_MESSAGES" / "django.po").open("rb") as file:
        expected = read_po(file, locale=language)

    assert catalogue(language).num_plurals == expected.num_plurals
    assert catalogue(language).plural_expr == expected.plural_expr
    for message in catalogue(language):
        if message.pluralizable:
            assert len(words(message)) == expected.num_plurals


FORMS = {
    "et": ["allkirja", "allkiri", *["allkirja"] * 6],
    "lv": [
        "parakstu", "paraksts", "paraksti", "paraksti",
        "paraksti", "paraksts", "paraksti", "paraksts",
    ],
    "lt": [
        "parašų", "parašas", "parašai", "parašai", "parašų", "parašas", "parašai", "parašas",
    ],
    "pl": [
        "podpisów", "podpis", "podpisy", "podpisów", "podpisów", "podpisów", "podpisy", "podpisów",
    ],
    "uk": [
        "підписів", "підпис", "підписи", "підписів", "підписів", "підпис", "підписи", "підпис",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_followed_by_the_right_form(language: str) -> None:
    with translation.override(language):
        said = [
            ngettext("%(number)s signature", "%(number)s signatures", number) % {"number": number}
            for number in SPECIAL
        ]

    assert said == [f"{n} {form}" for n, form in zip(SPECIAL, FORMS[language], strict=True)]


def test_sentences_are_found_in_code_and_in_templates(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'x = _("one" " and two")\ny = ngettext("%d a", "%d as", n)\nz = pgettext("where", "b")\n'
    )
    (tmp_path / "b.html").write_text(
        "{% load i18n %}\n  {% if x %}\n    <p>{% translate 'three' %}</p>\n  {% endif %}\n"
        "{% blocktranslate trimmed with x=y %}\n  four\n  {{ x }}\n{% endblocktranslate %}\n"
    )

    found = sentences.of(iter([tmp_path / "a.py", tmp_path / "b.html"]))

    assert set(found) == {
        (None, "one and two"),
        (None, ("%d a", "%d as")),
        ("where", "b"),
        (None, "three"),
        (None, "four %(x)s"),
    }
