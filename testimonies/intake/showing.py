"""What every question page shows around its form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from testimonies import frames
from testimonies.intake import instead, numbers
from testimonies.intake.asking import PageForm, Typed
from testimonies.intake.drafts import windows
from testimonies.intake.drafts.passages import Passage
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.intake.instead import Instead
from testimonies.intake.questionnaire import ContextPage, ManyPage, Page
from testimonies.models.case import Kind
from testimonies.models.channel import Channel

PAGE = "testimonies/intake/page.html"
ASKED = "testimonies/intake/asked.html"
#: In an address: the answers that are kept are judged, and the page says what is wrong.
AGAIN = "again"
#: What differs from page to page, and from person to person.
PUT = ("title", "asked", "why", "step", "steps", "window", "seen", "said_instead")


def question(request: HttpRequest, filled: Filled, page: Page, form: PageForm) -> HttpResponse:
    shown = words(filled, page) | instead_of(filled, page) | {"form": form}
    shown |= _window(filled, form, Passage(page.key))
    _put_numbers(filled, page, form)
    if isinstance(page, ContextPage):
        return render(request, "testimonies/intake/context.html", shown | {"points": page.points})
    return _page(request, filled, shown)


def entry(
    request: HttpRequest, filled: Filled, page: ManyPage, form: PageForm, passage: Passage
) -> HttpResponse:
    """One page of one entry."""
    title = _numbered(filled, numbers.of_page(page.key), page.entry_heading)
    shown = words(filled, page) | {"title": title, "intro": "", "form": form}
    _put_numbers(filled, page, form)
    shown |= _instead(tuple(Instead), instead.given(filled.answers, passage.key))
    shown |= _window(filled, form, passage)
    return _page(request, filled, shown)


def _page(request: HttpRequest, filled: Filled, shown: dict[str, Any]) -> HttpResponse:
    """What is asked, and around it a frame that is the same for everybody.

    Where something is wrong, or two windows wrote, or at the desk, the frame says more than that.
    """
    shown["asked"] = render_to_string(ASKED, shown)
    form, is_at_desk = shown["form"], filled.draft.channel != Channel.WEB
    if form.errors or form.hidden_fields() or form.is_multipart() or shown["beside"] or is_at_desk:
        return render(request, PAGE, shown)
    if not frames.is_for(request):
        return render(request, PAGE, shown)
    put = {name: shown[name] for name in PUT}
    return HttpResponse(frames.filled(PAGE, request, put, {"instead": shown["instead"]}))


def instead_of(filled: Filled, page: Page) -> dict[str, Any]:
    """What may be answered instead, and what was."""
    return _instead(page.instead, filled.instead_of(page))


def _instead(offered: tuple[Instead, ...], said: str) -> dict[str, Any]:
    return {"instead": offered, "said_instead": Instead(said).label if said else ""}


def _window(filled: Filled, form: PageForm, passage: Passage) -> dict[str, Any]:
    """Which window this is, what it shows, and what others wrote here meanwhile."""
    data = form.data if isinstance(form.data, MultiValueDict) else MultiValueDict()
    shown: Typed = {name: each for name, each in data.lists() if name in form.controls()}
    others = [
        (window, list(type(form)(typed, about=filled.about, quiet=True).in_words()))
        for window, typed in windows.beside(filled.answers, passage.key).items()
    ]
    return {"window": windows.new(), "seen": windows.digest(shown), "beside": others}


def words(filled: Filled, page: Page) -> dict[str, Any]:
    voice = filled.about.voice
    return {
        "title": _numbered(filled, numbers.of_page(page.key), page.title(voice)),
        "intro": page.opening(voice),
        "why": page.why,
        "step": filled.pages.index(page) + 1,
        "steps": len(filled.pages),
        "is_claim": filled.draft.kind == Kind.CLAIM,
        "draft": filled.draft,
    }


def _put_numbers(filled: Filled, page: Page, form: PageForm) -> None:
    for name, field in form.fields.items():
        field.label = _numbered(filled, numbers.of_control(page.key, name), field.label)


def _numbered(filled: Filled, number: str, words: Any) -> Any:
    """Whoever types in a printed form looks for its numbers; nobody else needs them."""
    is_at_desk = filled.draft.channel != Channel.WEB
    return f"{number} {words}" if is_at_desk and number else words


def is_judged(request: HttpRequest) -> bool:
    return request.method == "POST" or AGAIN in request.GET


def once_more(request: HttpRequest) -> HttpResponse:
    """The page that was sent, asked for anew: what was typed is kept, and Back sends nothing.

    Only for what is kept already (decision 0172).
    """
    place = request.GET.copy()
    place[AGAIN] = "1"
    return redirect(f"{request.path}?{place.urlencode()}")


def onwards(request: HttpRequest, flow: Flow, filled: Filled, page: Page) -> str:
    """The next page; after a change, back to the check."""
    step = "check" if "change" in request.GET else filled.after(page.key)
    return flow.url(filled.draft, step)
