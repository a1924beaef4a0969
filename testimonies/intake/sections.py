"""Every answer of a draft in words, for "check your answers"."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from testimonies.intake import queries
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.intake.questionnaire import FilesPage, ManyPage, Page


@dataclass(frozen=True)
class Section:
    heading: str
    change_url: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    #: What is wrong on the page, in its own words; empty when it is finished.
    problems: list[str] = field(default_factory=list)


def of(filled: Filled, flow: Flow) -> list[Section]:
    return [_section(filled, flow, page) for page in filled.pages]


def _section(filled: Filled, flow: Flow, page: Page) -> Section:
    heading = page.title(filled.about.voice)
    url = flow.url(filled.draft, page.key) + "?change=1"
    match page:
        case FilesPage():
            names = [queries.name_of(each) for each in queries.new_papers_of(filled.draft.case)]
            rows = [
                (_("File %(number)s") % {"number": n}, name) for n, name in enumerate(names, 1)
            ]
            return Section(heading, url, rows)
        case ManyPage():
            return _many(filled, page, heading, url)
    form = filled.form(page)
    problems = [str(error) for errors in form.errors.values() for error in errors]
    if not filled.is_asked(page):
        problems = [_("You have not answered this page yet.")] if problems else []
    return Section(heading, url, list(form.in_words()), problems)


def _many(filled: Filled, page: ManyPage, heading: str, url: str) -> Section:
    entries = [entry for entry in filled.entries(page) if not entry.is_empty]
    rows = [
        (
            f"{page.entry_heading} {number}",
            "\n".join(f"{label} {words}" for label, words in entry.form.in_words()),
        )
        for number, entry in enumerate(entries, start=1)
    ]
    problems = [
        str(error)
        for entry in entries
        for errors in entry.form.errors.values()
        for error in errors
    ]
    return Section(heading, url, rows, problems)
