"""The page on which the holder of a case uses the rights over their data."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from testimonies.data_requests import actions as data_requests
from testimonies.data_requests import queries
from testimonies.data_requests.forms import Ask
from testimonies.errors import Refusal
from testimonies.intake.guard import asks_for_code
from testimonies.intake.inbox import queries as inbox
from testimonies.models.data_request import Right
from testimonies.templatetags.components import day_month_year


@asks_for_code
def rights(request: HttpRequest, handle: str) -> HttpResponse:
    """Says what each of them does, what was asked already, and takes one more."""
    case = inbox.case_of(request, handle)
    form = Ask(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        language = get_language() or case.language
        try:
            kept = data_requests.ask(
                case.pk, Right(told["right"]), told["words"], language=language
            )
        except Refusal as no:
            form.add_error("words", str(no))
        else:
            said = _("Your request has arrived. We answer by %(day)s, on this page.")
            notices.success(request, said % {"day": day_month_year(kept.due_on)})
            return redirect(request.path)
    asked = [(each, (each.answer or {}).get("words", "")) for each in queries.of_holder(case)]
    page = {"case": case, "form": form, "asked": asked}
    return render(request, "testimonies/intake/rights.html", page)


@require_POST
def take_back(request: HttpRequest, handle: str, reference: str) -> HttpResponse:
    case = inbox.case_of(request, handle)
    found = queries.of_holder(case).filter(reference=reference).first()
    if found is None:
        raise Http404
    try:
        data_requests.take_back(found.pk)
    except Refusal as no:
        notices.error(request, str(no))
    else:
        notices.success(request, _("Your request has been taken back."))
    return redirect("testimonies:case-rights", case.handle)
