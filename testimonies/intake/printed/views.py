"""The page on which somebody chooses a form to print, and the form."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testimonies import limits
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.printed import document, form_code, sheets
from testimonies.intake.printed.form_code import Asks
from testimonies.intake.printed.forms import WhichForm
from testimonies.intake.printed.short import Length
from testimonies.models.case import Voice


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The code in a printed form leads here: to the same form, and to where it is sent."""
    known = form_code.read(request.GET.get("form", ""))
    asks = request.GET.get("asks", "")
    initial = {
        "asks": known.asks if known else asks if asks in Asks.values else Asks.TESTIMONY,
        "voice": known.voice if known else Voice.SELF,
        "length": request.GET.get("length") or Length.SHORT,
        "country": "",
        "language": known.language if known else get_language(),
    }
    return _page(request, WhichForm(initial=initial))


@require_safe
def form(request: HttpRequest) -> HttpResponse:
    asked = WhichForm(request.GET)
    if not asked.is_valid():
        return _page(request, asked, HTTPStatus.UNPROCESSABLE_ENTITY)
    if limits.exceeds(limits.PAPER_FORMS, request):
        asked.add_error(
            None,
            _(
                "Very many forms were printed from where you are. You may copy one that you have,"
                " or try again in an hour."
            ),
        )
        response = _page(request, asked, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = "3600"
        return response
    asks, voice = Asks(asked.cleaned_data["asks"]), Voice(asked.cleaned_data["voice"])
    language = asked.cleaned_data["language"]
    for questionnaire in sheets.questionnaires(asks):
        drafts.publish(questionnaire)  # what is printed comes back after years, and is known then
    length = Length(asked.cleaned_data["length"] or Length.WHOLE)
    country = asked.cleaned_data["country"]
    name = f"{asks.value}-{voice.value}-{language}.pdf"
    return HttpResponse(
        document.pdf(asks, voice, language, length=length, country=country),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _page(request: HttpRequest, form: WhichForm, status: int = HTTPStatus.OK) -> HttpResponse:
    page = {
        "form": form,
        "address": settings.POSTAL_ADDRESS,
        "phone": settings.HELP_PHONE,
        "hours": settings.HELP_HOURS,
        "email": settings.HELP_EMAIL,
    }
    return render(request, "testimonies/intake/printed/choose.html", page, status=status)
