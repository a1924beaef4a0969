"""The holder gives a case to a relative: names them, writes the new code down, gives it over."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from testimonies.errors import Refusal
from testimonies.intake import holding
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over import unfinished
from testimonies.intake.handing_over.forms import NewHolder
from testimonies.intake.inbox import queries as inbox
from testimonies.models import Case

#: In the session: what was given over, so that a second press is understood.
GIVEN = "handed_over"


def to_whom(request: HttpRequest, handle: str) -> HttpResponse:
    """What cannot be taken is shown again by its own address, with what is wrong."""
    case = inbox.case_of(request, handle)
    if request.method == "POST":
        return _named(request, case)
    page = {"form": _form(request, case), "case": case}
    return render(request, "testimonies/intake/handing_over/to_whom.html", page)


def _named(request: HttpRequest, case: Case) -> HttpResponse:
    typed = NewHolder.take(request.POST)
    form = NewHolder(typed)
    if not form.is_valid():
        unfinished.keep(request, case, typed)
        return redirect("testimonies:hand-over", case.handle)
    unfinished.forget(request, case)
    new = handing_over.prepare(case.pk, form.heir())
    response = redirect("testimonies:hand-over-code", case.handle)
    holding.show_code(request, response, case, new, name=holding.NEW)
    return response


def _form(request: HttpRequest, case: Case) -> NewHolder:
    """With what is wrong; or as it was said to the end, for whoever comes back to change it."""
    typed = unfinished.typed(request, case)
    if typed is not None:
        return NewHolder(typed)
    named = case.holders.prepared().first()
    seen = named is not None and holding.shown_code(request, case, name=holding.NEW)
    return NewHolder(NewHolder.as_typed(named), quiet=True) if named and seen else NewHolder()


def code(request: HttpRequest, handle: str) -> HttpResponse:
    """The new code, to be written down and passed on; the button gives the case over.

    A second press finds the case gone from this browser, and is told the same as the first.
    """
    if request.method == "POST" and handle in request.session.get(GIVEN, []):
        return redirect("testimonies:handed-over")
    case = inbox.case_of(request, handle)
    new = holding.shown_code(request, case, name=holding.NEW)
    if not new:
        return redirect("testimonies:hand-over", case.handle)
    if request.method != "POST":
        page = {"case": case, "code": new, "named": case.holders.prepared().first()}
        return render(request, "testimonies/intake/handing_over/code.html", page)
    try:
        handing_over.hand_over(case.pk, new)
    except Refusal as no:
        notices.error(request, str(no))
        return redirect("testimonies:hand-over", case.handle)
    response = redirect("testimonies:handed-over")
    holding.forget(request, response, case)
    request.session[GIVEN] = [handle, *request.session.get(GIVEN, [])][:9]
    return response


def done(request: HttpRequest) -> HttpResponse:
    return render(request, "testimonies/intake/handing_over/done.html")
