"""A claim within a case that exists already."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from testimonies.claims import questions
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.inbox import queries as inbox


def add(request: HttpRequest, handle: str) -> HttpResponse:
    """What a claim is and is not, and the button that begins it."""
    case = inbox.case_of(request, handle)
    if request.method == "POST":
        return redirect(inbox.url_of(drafts.start_within(case.pk, questions.CLAIM)))
    return render(request, "testimonies/claims/start.html", {"is_within": True, "case": case})
