"""What every question page shows around its form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from testimonies.intake.asking import PageForm
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.intake.questionnaire import Page
from testimonies.models.case import Kind


def question(
    request: HttpRequest, filled: Filled, page: Page, form: PageForm, *, title: str = ""
) -> HttpResponse:
    shown = words(filled, page) | {"form": form}
    if title:
        shown |= {"title": title, "intro": ""}
    return render(request, "testimonies/intake/page.html", shown)


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
