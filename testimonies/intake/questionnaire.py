"""A questionnaire as data: its pages in order, and the words in which it asks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import rfc8785
from django.conf import settings
from django.forms import Field
from django.utils import translation

from testimonies.intake.asking import Circumstances, PageForm, Voice, Words

#: {page: {control: values}}; of a page with several entries {page: {entry: {control: values}}}
Answers = Mapping[str, Any]


def always(_answers: Answers, _about: Circumstances) -> bool:
    return True


@dataclass(frozen=True)
class Page:
    """One question page: its part of the address, its heading, why we ask, and its form."""

    key: str
    heading: Words
    form: type[PageForm]
    why: Words = ""
    intro: Words = ""
    heading_of_another: Words = ""
    intro_of_another: Words = ""
    when: Callable[[Answers, Circumstances], bool] = always

    def title(self, voice: Voice) -> str:
        return str((voice == Voice.OTHER and self.heading_of_another) or self.heading)

    def opening(self, voice: Voice) -> str:
        return str((voice == Voice.OTHER and self.intro_of_another) or self.intro)


@dataclass(frozen=True)
class ManyPage(Page):
    """A page that collects several entries, each on a page of its own."""

    entry_heading: Words = ""
    #: The forms of an entry where one page would be too long; together they make `form`.
    parts: tuple[type[PageForm], ...] = ()
    add: Words = ""
    none_yet: Words = ""


@dataclass(frozen=True)
class FilesPage(Page):
    """A page that takes papers and photographs."""


@dataclass(frozen=True)
class Questionnaire:
    """Everything that is asked for one kind of submission."""

    kind: str
    pages: Sequence[Page]
    #: The pages whose answers are the consent.
    consent: frozenset[str] = field(default_factory=frozenset)

    def page(self, key: str) -> Page | None:
        return next((page for page in self.pages if page.key == key), None)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """Every word that is shown, in every language and to both kinds of tellers."""
        schema = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                schema[language] = {
                    page.key: {voice.value: _page_words(page, voice) for voice in Voice}
                    for page in self.pages
                }
        return schema

    @cached_property
    def sha256(self) -> str:
        return digest(self.schema)

    def consent_digest(self, language: str) -> str:
        """SHA-256 of the words of consent that were shown in this language."""
        shown = self.schema[language]
        return digest({key: shown[key] for key in sorted(self.consent)})


def digest(words: Any) -> str:
    """SHA-256 (hex) of the canonical JSON (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(words)).hexdigest()


def _page_words(page: Page, voice: Voice) -> dict[str, Any]:
    form = page.form(about=Circumstances(voice=voice))
    return {
        "heading": page.title(voice),
        "intro": page.opening(voice),
        "why": str(page.why),
        "fields": [
            {"name": name, "label": str(asked.label or ""), "hint": str(asked.help_text or "")}
            | _choices(asked)
            for name, asked in form.fields.items()
        ],
    }


def _choices(asked: Field) -> dict[str, Any]:
    choices = getattr(asked, "choices", None)
    if choices is None:
        return {}
    return {"choices": [[str(key), _label(label)] for key, label in choices]}


def _label(label: Any) -> Any:
    if isinstance(label, list | tuple):
        return [[str(key), str(each)] for key, each in label]
    return str(label)
