"""A questionnaire with the answers of one draft: what is asked, answered, and missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from testimonies.intake import queries
from testimonies.intake.asking import Circumstances, PageForm, Typed
from testimonies.intake.questionnaire import Answers, FilesPage, ManyPage, Page, Questionnaire
from testimonies.models import Draft


class Incomplete(Exception):
    """Something that must be answered is not, or is answered in a way that cannot be."""


@dataclass(frozen=True)
class Entry:
    """One of several answers to a page, and its form."""

    key: str
    form: PageForm

    @property
    def is_empty(self) -> bool:
        return not any(value.strip() for values in self.form.data.values() for value in values)

    @property
    def is_right(self) -> bool:
        return self.form.is_valid()

    @property
    def summary(self) -> str:
        """A line by which the person who typed it recognises it."""
        words = [words.partition("\n")[0] for _label, words in self.form.in_words()]
        return ", ".join(words[:4])


class Filled:
    def __init__(self, draft: Draft, questionnaire: Questionnaire) -> None:
        self.draft = draft
        self.questionnaire = questionnaire
        self.answers: Answers = draft.answers

    @cached_property
    def about(self) -> Circumstances:
        return queries.circumstances(self.draft)

    @cached_property
    def pages(self) -> list[Page]:
        """The pages that are asked, given what has been answered so far."""
        return [page for page in self.questionnaire.pages if page.when(self.answers, self.about)]

    def page(self, key: str) -> Page | None:
        return next((page for page in self.pages if page.key == key), None)

    def after(self, key: str) -> str:
        """The address part of the page that follows."""
        keys = [page.key for page in self.pages]
        place = keys.index(key) + 1
        return keys[place] if place < len(keys) else "check"

    def before(self, key: str) -> str:
        keys = [page.key for page in self.pages]
        place = keys.index(key) if key in keys else len(keys)
        return keys[place - 1] if place else ""

    def is_asked(self, page: Page) -> bool:
        """Whether anything was typed on this page."""
        return page.key in self.answers

    def form(self, page: Page, *, quiet: bool = False) -> PageForm:
        typed: Typed | None = self.answers.get(page.key)
        if typed is None and not quiet:
            typed = {}
        return page.form(typed, about=self.about, quiet=quiet)

    def entries(self, page: ManyPage) -> list[Entry]:
        typed: dict[str, Typed] = self.answers.get(page.key, {})
        return [Entry(key, page.form(each, about=self.about)) for key, each in typed.items()]

    def unfinished(self) -> Iterator[Page]:
        """Pages that stand in the way of handing in."""
        for page in self.pages:
            if isinstance(page, ManyPage):
                entries = (entry for entry in self.entries(page) if not entry.is_empty)
                if not all(entry.is_right for entry in entries):
                    yield page
            elif not isinstance(page, FilesPage) and not self.form(page).is_valid():
                yield page

    def asked(self) -> dict[str, Any]:
        """What was typed on the pages that are asked; an unticked page's words stay here."""
        return {page.key: self.answers[page.key] for page in self.pages if self.is_asked(page)}

    def right(self, page: Page) -> PageForm:
        """The checked answers of a page. Raises `Incomplete`."""
        form = self.form(page)
        if not form.is_valid():
            raise Incomplete(page.key)
        return form

    def right_entries(self, page: ManyPage) -> list[PageForm]:
        entries = [entry for entry in self.entries(page) if not entry.is_empty]
        if not all(entry.is_right for entry in entries):
            raise Incomplete(page.key)
        return [entry.form for entry in entries]
