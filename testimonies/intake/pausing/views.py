"""Stopping and coming back: the page of a pause, the return code, and a new one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from testimonies import limits
from testimonies.intake import holding, return_code
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.flow import Flow
from testimonies.intake.guard import for_holder
from testimonies.intake.inbox import queries as inbox
from testimonies.intake.pausing import actions as pausing
from testimonies.intake.pausing import links
from testimonies.intake.pausing.forms import Address, Code
from testimonies.models import Draft


@for_holder
def paused(request: HttpRequest, flow: Flow, draft: Draft) -> HttpResponse:
    """Everything is kept; here is the code, and a letter with the way back if wanted."""
    if "end" in request.POST:
        pausing.end_way_back(draft.pk)
        return redirect(flow.url(draft, "paused"))
    form = Address(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _writes(request, draft, form.cleaned_data["email"]):
            return redirect(flow.url(draft, "paused") + "?written=1")
        form.add_error("email", _("Too many letters were asked for from here. Try again later."))
    page: dict[str, Any] = {
        "form": form,
        "code": holding.shown_code(request, draft.case),
        "case": draft.case,
        "draft": draft,
        "next_url": flow.url(draft, draft.page),
        "file_url": flow.url(draft, "file"),
        "has_written": "written" in request.GET and draft.email is not None,
    }
    return render(request, "testimonies/intake/paused.html", page)


def _writes(request: HttpRequest, draft: Draft, address: str) -> bool:
    """False where too many letters were asked for, from here or to that mailbox."""
    mailbox = f"mailbox {address.casefold()}"
    if limits.exceeds(limits.WAY_BACK, request):
        return False
    if limits.is_exceeded_for(mailbox, limits.WAY_BACK_LETTER):
        return False
    pausing.send_way_back(draft.pk, to=address, language=request.LANGUAGE_CODE)
    return True


def by_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a letter opens a page, since programs follow links; its button the draft."""
    draft = links.draft_of(token)
    if draft is None:
        return render(request, "testimonies/intake/letter_ended.html", status=404)
    if request.method != "POST":
        return render(request, "testimonies/intake/by_letter.html", {"draft": draft})
    if limits.exceeds(limits.BY_LETTER, request):
        page = {"draft": draft, "too_many": True}
        return render(request, "testimonies/intake/by_letter.html", page, status=429)
    drafts.come_back(draft.case_id, way="letter")
    holding.remember(request, draft.case)
    return redirect(inbox.url_of(draft))


def code(request: HttpRequest, handle: str) -> HttpResponse:
    """Show the code while the browser knows it; POST makes a new one, and the old one stops."""
    case = inbox.case_of(request, handle)
    if request.method == "POST":
        renewed = drafts.renew_code(case.pk)
        response = redirect("testimonies:case-code", case.handle)
        holding.show_code(request, response, case, renewed)
        return response
    page = {
        "code": holding.shown_code(request, case),
        "next_url": inbox.where_left(case),
        "case": case,
    }
    return render(request, "testimonies/intake/code.html", page)


def come_back(request: HttpRequest) -> HttpResponse:
    """The return code opens the draft where it was left, or the case."""
    form = Code(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "testimonies/intake/return.html", {"form": form})
    code = return_code.read(form.cleaned_data["code"])
    if code is not None and limits.exceeds(limits.RETURN_CODE, request):
        form.add_error("code", _("Too many attempts from here. Wait an hour, or call us."))
        return render(request, "testimonies/intake/return.html", {"form": form}, status=429)
    case = inbox.case_by_code(code) if code else None
    if code is None or case is None:
        form.add_error("code", _unknown(is_code=code is not None))
        return render(request, "testimonies/intake/return.html", {"form": form})
    limits.forgive(limits.RETURN_CODE, request)
    drafts.come_back(case.pk)
    holding.remember(request, case)
    response = redirect(inbox.where_left(case))
    holding.show_code(request, response, case, return_code.grouped(code))
    return response


def _unknown(*, is_code: bool) -> str:
    """The same words whether a code never existed or has expired."""
    if is_code:
        return _("We know no case with this code. It may have expired. Please call us.")
    return _("A digit is wrong or missing. The code has sixteen digits.")
