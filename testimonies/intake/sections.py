"""Every answer of a draft in words, for "check your answers"."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from testimonies.intake.drafts import windows
from testimonies.intake.filled import UNDER_SEAL, Filled
from testimonies.intake.flow import Flow
from testimonies.intake.instead import Instead
from testimonies.intake.papers import queries
from testimonies.intake.questionnaire import ContextPage, FilesPage, ManyPage, Page


@dataclass(frozen=True)
class Section:
    heading: str
    change_url: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    #: Of a page with several entries: what each is called, and its rows.
    entries: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    #: What is wrong on the page, in its own words; empty when it is finished.
    problems: list[str] = field(default_factory=list)
    is_for_later: bool = False
    #: Another window wrote there too, and nobody has chosen yet.
    is_written_twice: bool = False


def of(filled: Filled, flow: Flow) -> list[Section]:
    later, twice = filled.later(), windows.pages_beside(filled.answers)
    return [
        replace(
            _section(filled, flow, page),
            is_for_later=page in later,
            is_written_twice=page.key in twice,
        )
        for page in filled.pages
        if not isinstance(page, ContextPage)
    ]


def _section(filled: Filled, flow: Flow, page: Page) -> Section:
    heading = page.title(filled.about.voice)
    url = flow.url(filled.draft, page.key) + "?change=1"
    match page:
        case FilesPage():
            papers = queries.new_papers_of(filled.draft.case, filled.draft)
            names = ["\n".join(filter(None, (each.name, each.trouble))) for each in papers]
            files = [
                (_("File %(number)s") % {"number": n}, name) for n, name in enumerate(names, 1)
            ]
            return Section(heading, url, [*files, *_instead(filled, page)])
        case ManyPage():
            return _many(filled, page, heading, url)
    if page.is_sealed:
        problems = [] if filled.is_enough(page) else [str(page.not_enough)]
        return Section(heading, url, _under_seal(filled, page), problems=problems)
    form = filled.form(page)
    problems = [str(error) for errors in form.errors.values() for error in errors]
    if not filled.is_asked(page):
        problems = [_("You have not answered this page yet.")] if problems else []
    rows = [*form.in_words(), *_instead(filled, page)]
    return Section(heading, url, rows, problems=problems)


def _under_seal(filled: Filled, page: Page) -> list[tuple[str, str]]:
    """Others may look on: it is not read out here."""
    if page.key != UNDER_SEAL or not filled.sealed():
        return []
    return [(_("Your words"), _("They are kept under seal, and not shown here."))]


def _instead(filled: Filled, page: Page) -> list[tuple[str, str]]:
    said = filled.instead_of(page)
    return [(_("Your answer"), str(Instead(said).label))] if said else []


def _many(filled: Filled, page: ManyPage, heading: str, url: str) -> Section:
    entries = [entry for entry in filled.entries(page) if not entry.is_empty]
    told = [
        (f"{page.entry_heading} {number}", list(entry.form.in_words()))
        for number, entry in enumerate(entries, start=1)
    ]
    problems = [
        str(error)
        for entry in entries
        for errors in entry.form.errors.values()
        for error in errors
    ]
    return Section(heading, url, _instead(filled, page), told, problems)
