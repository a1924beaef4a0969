"""How far each part of a draft is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.intake.asking import Words
from testimonies.intake.filled import Filled
from testimonies.intake.questionnaire import Page


class Progress(models.TextChoices):
    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    LATER = "later", _("later")
    DONE = "done", _("done")


#: How a state looks; it is always said in words too.
TAGS = {Progress.IN_PROGRESS: "wait", Progress.LATER: "calm", Progress.DONE: "good"}


@dataclass(frozen=True)
class Task:
    """One part as the list of tasks shows it."""

    heading: Words
    progress: Progress
    #: Where to go on: the first page that is not finished, else the first.
    page: Page

    @property
    def tag(self) -> str:
        return TAGS.get(self.progress, "")


def tasks(filled: Filled) -> list[Task]:
    """Every part of which something is asked."""
    unfinished, later = list(filled.unfinished()), filled.later()
    return [
        Task(part.heading, _progress(filled, pages, unfinished, later), _next(filled, pages))
        for part, pages in filled.parts
        if pages
    ]


def next_page(filled: Filled) -> str:
    """The address part of the first page that nobody has been on, or that has a mistake."""
    waiting = [task.page.key for task in tasks(filled) if task.progress in WAITING]
    return waiting[0] if waiting else "check"


WAITING = {Progress.NOT_STARTED, Progress.IN_PROGRESS}


def _progress(
    filled: Filled, pages: list[Page], unfinished: list[Page], later: list[Page]
) -> Progress:
    if not any(filled.is_asked(page) for page in pages):
        return Progress.NOT_STARTED
    left = [page for page in pages if page in unfinished or not _is_passed(filled, page)]
    if any(page not in later for page in left):
        return Progress.IN_PROGRESS
    return Progress.LATER if any(page in later for page in pages) else Progress.DONE


def _next(filled: Filled, pages: list[Page]) -> Page:
    unfinished = list(filled.unfinished())
    left = (page for page in pages if page in unfinished or not _is_passed(filled, page))
    return next(left, pages[0])


def _is_passed(filled: Filled, page: Page) -> bool:
    """Nobody is pressed to open the page under seal."""
    return filled.is_asked(page) or page.is_sealed
