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

from testimonies.intake import numbers
from testimonies.intake.asking import PageForm, ThreeParts, Words
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.examples import Example
from testimonies.intake.instead import Instead
from testimonies.models.case import Voice

#: {page: {control: values}}; of a page with several entries {page: {entry: {control: values}}}
Answers = Mapping[str, Any]


#: The sentences of a page with several entries.
LISTED = ("entry_heading", "add", "none_yet")


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
    #: Where one voice has a sentence of its own.
    headings: Mapping[Voice, Words] = field(default_factory=dict)
    intros: Mapping[Voice, Words] = field(default_factory=dict)
    when: Callable[[Answers, Circumstances], bool] = always
    #: What may be answered instead of what is asked.
    instead: tuple[Instead, ...] = tuple(Instead)
    #: Without it nothing can be handed in.
    is_needed: bool = False
    #: What is answered elsewhere can ask for more here; then there is a sentence that says so.
    is_enough: Callable[[Answers, Circumstances], bool] = always
    not_enough: Words = ""
    #: What is told here is kept apart, and read by nobody without a reason.
    is_sealed: bool = False
    #: Answers that must be taken, and such that must be refused with the sentence they name.
    examples: tuple[Example, ...] = ()

    def title(self, voice: Voice) -> str:
        return _said(voice, self.headings, self.heading_of_another, self.heading)

    def opening(self, voice: Voice) -> str:
        return _said(voice, self.intros, self.intro_of_another, self.intro)


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
class ContextPage(Page):
    """A page before a hard topic: it asks nothing, and says what comes and what may be left."""

    form: type[PageForm] = PageForm
    instead: tuple[Instead, ...] = ()
    points: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Part:
    """Some pages that belong together: from the one of this key to the next part."""

    heading: Words
    first: str


@dataclass(frozen=True)
class Questionnaire:
    """Everything that is asked for one kind of submission."""

    kind: str
    pages: Sequence[Page]
    #: What is declared at the end, before it is handed in.
    declaration: Words
    declarations: Mapping[Voice, Words] = field(default_factory=dict)
    #: Where it is long: the tasks that can be taken in any order, each with its pages.
    parts: Sequence[Part] = ()
    #: The pages whose answers are the consent.
    consent: frozenset[str] = field(default_factory=frozenset)

    def page(self, key: str) -> Page | None:
        return next((page for page in self.pages if page.key == key), None)

    def declared(self, voice: Voice) -> str:
        """The statement of truth."""
        return _said(voice, self.declarations, "", self.declaration)

    @property
    def begins_at(self) -> str:
        """The address part where a new draft begins."""
        return "tasks" if self.parts else self.pages[0].key

    @cached_property
    def schema(self) -> dict[str, Any]:
        """Every sentence that is shown, in every language and voice.

        {language: {page: {voice: {"number", "heading", "intro", "why", "fields", …}}}}; the
        declaration is the last page.
        """
        schema = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                schema[language] = {
                    page.key: {voice.value: _page_words(page, voice) for voice in Voice}
                    for page in self.pages
                }
                if self.parts:
                    listed = {"parts": [str(part.heading) for part in self.parts]}
                    schema[language]["tasks"] = {voice.value: listed for voice in Voice}
                schema[language]["declaration"] = {
                    voice.value: {"heading": self.declared(voice)} for voice in Voice
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


def _said(voice: Voice, own: Mapping[Voice, Words], of_another: Words, otherwise: Words) -> str:
    return str(own.get(voice) or (voice != Voice.SELF and of_another) or otherwise)


def _page_words(page: Page, voice: Voice) -> dict[str, Any]:
    form = page.form(about=Circumstances(voice=voice))
    words = {
        "number": numbers.of_page(page.key),
        "heading": page.title(voice),
        "intro": page.opening(voice),
        "why": str(page.why),
        "fields": [
            {
                "name": name,
                "number": numbers.of_control(page.key, name),
                "label": str(asked.label or ""),
                "hint": str(asked.help_text or ""),
            }
            | _choices(asked)
            | ({"is_date": True} if isinstance(asked, ThreeParts) else {})
            for name, asked in form.fields.items()
        ],
        "instead": [[each.value, str(each.label)] for each in page.instead],
    }
    match page:
        case ManyPage():
            words |= {name: str(getattr(page, name)) for name in LISTED}
        case ContextPage():
            words["points"] = [str(point) for point in page.points]
    return words


def _choices(asked: Field) -> dict[str, Any]:
    choices = getattr(asked, "choices", None)
    if choices is None:
        return {}
    return {"choices": [[str(key), _label(label)] for key, label in choices]}


def _label(label: Any) -> Any:
    if isinstance(label, list | tuple):
        return [[str(key), str(each)] for key, each in label]
    return str(label)
