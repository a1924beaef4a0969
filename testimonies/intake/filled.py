"""A questionnaire with the answers of one draft: what is asked, answered, and missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from testimonies.intake import instead, queries
from testimonies.intake.asking import PageForm, Typed
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.drafts import bringing
from testimonies.intake.instead import Instead
from testimonies.intake.questionnaire import (
    Answers,
    FilesPage,
    ManyPage,
    Page,
    Part,
    Questionnaire,
)
from testimonies.intake.sealed import pages as sealed
from testimonies.models import Draft

#: The page whose words are kept under seal.
UNDER_SEAL = "under-seal"


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

    @cached_property
    def parts(self) -> list[tuple[Part, list[Page]]]:
        """The parts of a long questionnaire with the pages of each that are asked."""
        parts: list[tuple[Part, list[Page]]] = []
        first = {part.first: part for part in self.questionnaire.parts}
        for page in self.questionnaire.pages if first else ():
            if page.key in first:
                parts.append((first[page.key], []))
            if page in self.pages:
                parts[-1][1].append(page)
        return parts

    def after(self, key: str) -> str:
        """The address part of what follows: a page, or the list of tasks, or the check."""
        keys = self._together(key)
        place = keys.index(key) + 1
        return keys[place] if place < len(keys) else "tasks" if self.parts else "check"

    def before(self, key: str) -> str:
        keys = self._together(key)
        place = keys.index(key) if key in keys else len(keys)
        return keys[place - 1] if place else "tasks" if self.parts else ""

    def _together(self, key: str) -> list[str]:
        """The pages among which somebody goes to and fro: those of one part, or all."""
        if not self.parts:
            return [page.key for page in self.pages]
        asked = [[page.key for page in pages] for _part, pages in self.parts]
        return next((keys for keys in asked if key in keys), [])

    def is_asked(self, page: Page) -> bool:
        """Whether anything was typed on this page, or answered instead."""
        return page.key in self.answers or bool(self.instead_of(page))

    def instead_of(self, page: Page) -> str:
        """ "I do not know" and the like, where a page is answered with it."""
        return instead.given(self.answers, page.key)

    def later(self) -> list[Page]:
        """The pages, or entries on them, that somebody wanted to come back to."""
        return [
            page
            for page in self.pages
            if Instead.LATER in instead.given_within(self.answers, page.key)
        ]

    def form(self, page: Page, *, quiet: bool = False) -> PageForm:
        typed: Typed | None = self.answers.get(page.key)
        if typed is None and not quiet:
            typed = {}
        said = "" if page.is_needed else self.instead_of(page)
        return page.form(typed, about=self.about, quiet=quiet, instead=said)

    def entries(self, page: ManyPage) -> list[Entry]:
        typed: dict[str, Typed] = self.answers.get(page.key, {})
        return [Entry(key, self.whole(page, key, each)) for key, each in typed.items()]

    def whole(self, page: ManyPage, key: str, typed: Typed) -> PageForm:
        """The form of a whole entry; "I do not know" on one of its pages excuses what is empty."""
        said = instead.given_within(self.answers, f"{page.key}/{key}")
        return page.form(typed, about=self.about, instead=next(iter(said), ""))

    def unfinished(self) -> Iterator[Page]:
        """Pages that stand in the way of handing in."""
        for page in self.pages:
            if isinstance(page, ManyPage):
                entries = (entry for entry in self.entries(page) if not entry.is_empty)
                if not all(entry.is_right for entry in entries):
                    yield page
            elif not isinstance(page, FilesPage) and not self._is_right(page):
                yield page

    def _is_right(self, page: Page) -> bool:
        return self.form(page).is_valid() and self.is_enough(page)

    def is_enough(self, page: Page) -> bool:
        """Whether it fits what was answered on other pages."""
        return page.is_enough(self.answers, self.about)

    def asked(self) -> dict[str, Any]:
        """What was typed on the pages that are asked; an unticked page's words stay here."""
        told = self._told([page.key for page in self.pages if not page.is_sealed])
        return bringing.with_unplaced(told, self.answers)

    def sealed(self) -> dict[str, Any]:
        """What was told under seal; empty where nobody opened the page, or wrote nothing."""
        told = self._told([page.key for page in self.pages if page.is_sealed])
        return told if sealed.is_told(told) else {}

    def _told(self, pages: list[str]) -> dict[str, Any]:
        said = instead.at_pages(self.answers, pages)
        told = {page: self.answers[page] for page in pages if page in self.answers}
        return told | ({instead.KEY: said} if said else {})

    def right(self, page: Page) -> PageForm:
        """The checked answers of a page. Raises `Incomplete`."""
        form = self.form(page)
        if not form.is_valid():
            raise Incomplete(page.key)
        return form

    def right_entries(self, page: ManyPage) -> list[PageForm]:
        return list(self.right_by_key(page).values())

    def right_by_key(self, page: ManyPage) -> dict[str, PageForm]:
        """The checked entries of a page by their keys. Raises `Incomplete`."""
        entries = [entry for entry in self.entries(page) if not entry.is_empty]
        if not all(entry.is_right for entry in entries):
            raise Incomplete(page.key)
        return {entry.key: entry.form for entry in entries}
