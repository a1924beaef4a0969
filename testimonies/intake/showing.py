"""What every question page shows around its form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from testimonies.intake import instead
from testimonies.intake.asking import PageForm
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.intake.instead import Instead
from testimonies.intake.questionnaire import ContextPage, ManyPage, Page
from testimonies.models.case import Kind


def question(request: HttpRequest, filled: Filled, page: Page, form: PageForm) -> HttpResponse:
    shown = words(filled, page) | instead_of(filled, page) | {"form": form}
    if isinstance(page, ContextPage):
        return render(request, "testimonies/intake/context.html", shown | {"points": page.points})
    return render(request, "testimonies/intake/page.html", shown)


def entry(
    request: HttpRequest, filled: Filled, page: ManyPage, form: PageForm, place: str
) -> HttpResponse:
    """One page of one entry; `place` is where its "I do not know" is kept."""
    shown = words(filled, page) | {"title": page.entry_heading, "intro": "", "form": form}
    shown |= _instead(list(Instead), instead.given(filled.answers, place))
    return render(request, "testimonies/intake/page.html", shown)


def instead_of(filled: Filled, page: Page) -> dict[str, Any]:
    """What may be answered instead, and what was."""
    return _instead(list(page.instead), filled.instead_of(page))


def _instead(offered: list[Instead], said: str) -> dict[str, Any]:
    return {"instead": offered, "said_instead": Instead(said).label if said else ""}


def words(filled: Filled, page: Page) -> dict[str, Any]:
    voice = filled.about.voice
    return {
        "title": page.title(voice),
        "intro": page.opening(voice),
        "why": page.why,
        "step": filled.pages.index(page) + 1,
        "steps": len(filled.pages),
        "is_claim": filled.draft.kind == Kind.CLAIM,
        "draft": filled.draft,
    }


def onwards(request: HttpRequest, flow: Flow, filled: Filled, page: Page) -> str:
    """The next page; after a change, back to the check."""
    step = "check" if "change" in request.GET else filled.after(page.key)
    return flow.url(filled.draft, step)
