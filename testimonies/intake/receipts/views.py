"""Anybody checks a receipt here, by its reference and digest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from testimonies.intake.receipts import queries, signature
from testimonies.intake.receipts.forms import Check


def verify(request: HttpRequest) -> HttpResponse:
    """Says yes or no; a wrong digest and an unknown reference get the same no."""
    form = Check(request.GET or None)
    is_asked = form.is_bound and form.is_valid()
    genuine = queries.find_genuine(**form.cleaned_data) if is_asked else None
    page = {
        "form": form,
        "is_asked": is_asked,
        "receipt": genuine,
        "public_key": signature.public_key().hex(),
        "key_id": signature.key_id(),
    }
    return render(request, "verify.html", page)
