"""The holder gives a case to a relative: names them, writes the new code down, gives it over."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from testimonies.errors import Refusal
from testimonies.intake import holding
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.forms import NewHolder
from testimonies.intake.inbox import queries as inbox

#: In the session: what was given over, so that a second press is understood.
GIVEN = "handed_over"


def to_whom(request: HttpRequest, handle: str) -> HttpResponse:
    case = inbox.case_of(request, handle)
    form = NewHolder(NewHolder.take(request.POST) if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        code = handing_over.prepare(case.pk, form.heir())
        response = redirect("testimonies:hand-over-code", case.handle)
        holding.show_code(request, response, case, code, name=holding.NEW)
        return response
    page = {"form": form, "case": case}
    return render(request, "testimonies/intake/handing_over/to_whom.html", page)


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
