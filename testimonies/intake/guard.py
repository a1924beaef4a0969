"""Who may open a draft: whoever has its case in this browser. Everybody else is asked for the
code, whether the draft exists or not, and what they typed is kept for them meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from inspect import unwrap
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from testimonies import limits
from testimonies.errors import Refusal
from testimonies.evidence import size_limit
from testimonies.intake import holding, return_code
from testimonies.intake.drafts import queries as drafts
from testimonies.intake.drafts.actions import AlreadyHandedIn
from testimonies.intake.flow import Flow
from testimonies.models import Case, Draft

View = Callable[..., HttpResponse]
OURS = frozenset({"csrfmiddlewaretoken", "return_code", "autosave"})
#: What a page says of its own window: it goes along, and is nothing that anybody typed.
WINDOW = frozenset({"window", "seen", "turn"})
BUTTONS = frozenset(
    {"pause", "back", "add", "remove", "earlier", "keep", "forget", "instead", "take", "drop"}
)

TOKEN = CsrfViewMiddleware(lambda _request: HttpResponse())


def for_holder(view: View) -> View:
    """The view gets the draft instead of its handle.

    SECURITY: the check against forged forms follows after the check who may: somebody whose
    session has ended holds nothing that could be abused, and must not lose a written page.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, flow: Flow, handle: str, **place: str) -> HttpResponse:
        size_limit.take_files(request)
        draft = drafts.of_holder(handle, flow.questionnaire.kind)
        if draft is not None and holding.holds(request, draft.case) and _has_token(request, view):
            return _run(view, request, flow, draft, place)
        if request.method != "POST":
            return redirect("testimonies:return")
        is_limited = _guesses_too_often(request)
        if draft is not None and not is_limited and _opens(request, draft.case):
            limits.forgive(limits.RETURN_CODE, request)
            holding.remember(request, draft.case)
            return _run(view, request, flow, draft, place)
        return _ask_for_code(request, is_limited=is_limited)

    return guarded


def asks_for_code(view: View) -> View:
    """For pages of a case on which somebody writes: what they wrote outlives their session."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, handle: str, **place: str) -> HttpResponse:
        case = Case.objects.filter(handle=handle).first()
        if request.method != "POST":
            return view(request, handle, **place)
        if case is not None and holding.holds(request, case) and _has_token(request, view):
            return view(request, handle, **place)
        is_limited = _guesses_too_often(request)
        if case is not None and not is_limited and _opens(request, case):
            limits.forgive(limits.RETURN_CODE, request)
            holding.remember(request, case)
            return view(request, handle, **place)
        return _ask_for_code(request, is_limited=is_limited)

    return guarded


def takes_files(view: View) -> View:
    """Around `asks_for_code`, since it has to come before anything reads the form."""

    @wraps(view)
    def taking(request: HttpRequest, *args: str, **place: str) -> HttpResponse:
        size_limit.take_files(request)
        return view(request, *args, **place)

    return taking


def behind(view: View) -> View:
    """The view itself, for a place that has a door of its own. SECURITY: nobody is asked here."""
    inner: View = unwrap(view)
    return inner


def typed_by_hand(request: HttpRequest) -> list[tuple[str, str]]:
    """Every control that was filled in, as name and value; no files, no buttons."""
    return [(name, value) for name, value in _to_carry(request) if name not in WINDOW]


def _to_carry(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in OURS | BUTTONS
        for value in values
    ]


def _run(
    view: View, request: HttpRequest, flow: Flow, draft: Draft, place: dict[str, str]
) -> HttpResponse:
    if draft.submitted_at is not None:
        return _handed_in(request, draft)
    try:
        return view(request, flow, draft, **place)
    except AlreadyHandedIn:
        return _handed_in(request, draft)
    except Refusal as refusal:
        if "autosave" in request.POST:
            return _said_to_the_script(str(refusal))
        return render(
            request,
            "testimonies/intake/refused.html",
            {"sentence": refusal, "typed": typed_by_hand(request), "case": draft.case},
            status=409,
        )


def _has_token(request: HttpRequest, view: View) -> bool:
    """Whether this is a page of ours; a form whose token is too old gets its words back, too."""
    TOKEN.process_request(request)
    return TOKEN.process_view(request, view, (), {}) is None


def _guesses_too_often(request: HttpRequest) -> bool:
    """A mistyped code is no guess: it opens nothing, whoever has the case."""
    typed = return_code.read(request.POST.get("return_code", ""))
    return typed is not None and limits.exceeds(limits.RETURN_CODE, request)


def _opens(request: HttpRequest, case: Case) -> bool:
    """SECURITY: another site must not open its own case here, for somebody to write into."""
    typed = request.POST.get("return_code", "")
    if not typed or not _is_from_here(request):
        return False
    code = return_code.read(typed)
    return code is not None and bytes(case.code_key) == return_code.key(code)


def _is_from_here(request: HttpRequest) -> bool:
    """Every browser says where a POST comes from."""
    source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return source.netloc == request.get_host()


def _ask_for_code(request: HttpRequest, *, is_limited: bool) -> HttpResponse:
    """What was typed waits on the page and goes where it was meant to, once the code is right."""
    page = {
        "typed": typed_by_hand(request),
        "carried": _to_carry(request),
        "is_wrong": "return_code" in request.POST,
        "is_limited": is_limited,
        "lost_files": bool(request.FILES),
    }
    return render(request, "testimonies/intake/locked.html", page, status=403)


def _handed_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    if "autosave" in request.POST:
        already = _("This has been handed in already.")
        return _said_to_the_script(f"{already} {_cannot_be_changed()}")
    page = {"case": draft.case, "typed": typed_by_hand(request)}
    return render(request, "testimonies/intake/handed_in.html", page)


def _cannot_be_changed() -> str:
    return _(
        "Perhaps in another window. It cannot be changed any more, but you can write to us, and we"
        " add it."
    )


def _said_to_the_script(sentence: str) -> HttpResponse:
    """It stands beside the page, whose words are not sent again before they change."""
    return HttpResponse(sentence, "text/plain; charset=utf-8", HTTPStatus.CONFLICT)
