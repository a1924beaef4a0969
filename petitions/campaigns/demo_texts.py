"""The petition of the demonstration, in every language of the site, in words of our own."""

import json
from dataclasses import dataclass
from pathlib import Path

SLUG = "justice-for-the-deported"
LANGUAGES = ("en", "et", "lt", "lv", "pl", "uk")

_FOLDER = Path(__file__).parent / "demo_texts"


@dataclass(frozen=True)
class PetitionWords:
    """One language of a petition.

    The body is plain text: paragraphs between blank lines, headings after "## ", and list
    entries after "- ".
    """

    language: str
    title: str
    summary: str
    body: str


def demo_texts() -> dict[str, PetitionWords]:
    """The words by language code."""
    return {language: _words(language) for language in LANGUAGES}


def _words(language: str) -> PetitionWords:
    content = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return PetitionWords(language, content["title"], content["summary"], content["body"])
