"""The digest of a petition's text: SHA-256 over the canonical JSON (RFC 8785) of all languages."""

import hashlib
from collections.abc import Mapping
from typing import Protocol

import rfc8785

from petitions.models import Petition


class Words(Protocol):
    """A petition in one language."""

    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def body(self) -> str: ...


def canonical(texts: Mapping[str, Words]) -> bytes:
    """``{language: {"body", "summary", "title"}}``: the bytes that are hashed and sent along."""
    return rfc8785.dumps(
        {
            language: {"title": words.title, "summary": words.summary, "body": words.body}
            for language, words in texts.items()
        }
    )


def by_language(petition: Petition) -> dict[str, Words]:
    return {text.language: text for text in petition.texts.all()}


def text_digest(texts: Mapping[str, Words]) -> str:
    """64 hexadecimal digits; the same whatever the order of the languages."""
    return hashlib.sha256(canonical(texts)).hexdigest()
