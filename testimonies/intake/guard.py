"""Who may open a draft: whoever has its case in this browser. Everybody else is asked for the
code, whether the draft exists or not, and what they typed is kept for them meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from testimonies import limits
from testimonies.errors import Refusal
from testimonies.evidence import size_limit
from testimonies.intake import holding, return_code
from testimonies.intake.drafts.actions import AlreadyHandedIn
from testimonies.intake.flow import Flow
from testimonies.models import Draft

View = Callable[..., HttpResponse]
OURS = frozenset({"csrfmiddlewaretoken", "return_code"})
BUTTONS = frozenset({"pause", "back", "add", "remove", "earlier", "keep", "forget", "instead"})


def for_holder(view: View) -> View:
    """The view gets the draft instead of its handle.

    SECURITY: the check against forged forms follows after the check who may: somebody whose
    session has ended holds nothing that could be abused, and must not lose a written page.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, flow: Flow, handle: str, **place: str) -> HttpResponse:
        size_limit.take_files(request)
        draft = _find(flow, handle)
        if draft is not None and holding.holds(request, draft.case):
            return _run(protected, request, flow, draft, place)
        if request.method != "POST":
            return redirect("testimonies:return")
        if draft is not None and _opens(request, draft):
            holding.remember(request, draft.case)
            return _run(view, request, flow, draft, place)
        return _ask_for_code(request)

    return guarded


def typed_by_hand(request: HttpRequest) -> list[tuple[str, str]]:
    """Every control that was sent, as name and value; no files, no buttons."""
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
        return render(
            request,
            "testimonies/intake/refused.html",
            {"sentence": refusal, "typed": typed_by_hand(request), "case": draft.case},
            status=409,
        )


def _find(flow: Flow, handle: str) -> Draft | None:
    kept = Draft.objects.filter(handle=handle, kind=flow.questionnaire.kind, sealed_at=None)
    return kept.select_related("case").first()


def _opens(request: HttpRequest, draft: Draft) -> bool:
    """SECURITY: another site must not open its own case here, for somebody to write into."""
    typed = request.POST.get("return_code", "")
    if not typed or not _is_from_here(request):
        return False
    if limits.exceeds(limits.RETURN_CODE, request):
        return False
    code = return_code.read(typed)
    return code is not None and bytes(draft.case.code_key) == return_code.key(code)


def _is_from_here(request: HttpRequest) -> bool:
    """Every browser says where a POST comes from."""
    source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return source.netloc == request.get_host()


def _ask_for_code(request: HttpRequest) -> HttpResponse:
    """What was typed waits on the page and goes where it was meant to, once the code is right."""
    page = {
        "typed": typed_by_hand(request),
        "is_wrong": "return_code" in request.POST,
        "lost_files": bool(request.FILES),
    }
    return render(request, "testimonies/intake/locked.html", page, status=403)


def _handed_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    page = {"case": draft.case, "typed": typed_by_hand(request)}
    return render(request, "testimonies/intake/handed_in.html", page)
