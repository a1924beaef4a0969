from typing import NamedTuple

from django.utils.translation import get_language


class Wording(NamedTuple):
    """A sentence and the language it is in, so that a page can mark it up."""

    text: str
    language: str


def in_this_language(words: dict[str, str]) -> Wording:
    """The words in the language of the page; in English where nobody has translated them."""
    language = get_language() or "en"
    if words.get(language):
        return Wording(words[language], language)
    return Wording(words.get("en", ""), "en")
