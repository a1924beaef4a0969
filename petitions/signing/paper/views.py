"""The page on which somebody chooses a sheet, and the sheet. Nothing is stored for either."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from petitions.campaigns import queries as campaigns
from petitions.campaigns.lookup import petition_or_404
from petitions.campaigns.queries import Campaign
from petitions.signing import refusals
from petitions.signing.paper import document, sheets
from petitions.signing.paper.forms import PrintForm
from testimonies import limits
from testimonies.archive.caching import for_everybody


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = petition_or_404(slug)
    if not campaign.is_open:
        return refusals.closed(request, campaign)
    return _blank_form(request, campaign)  # type: ignore[return-value]


@for_everybody(seconds=60, kept=1)
def _blank_form(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    chosen = {"institution": sheets.addressees(campaign)[0].code, "language": get_language()}
    return _page(request, PrintForm(campaign, initial=chosen))


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Every download is a new sheet with a number of its own."""
    campaign = petition_or_404(slug)
    if not campaign.is_open:
        return refusals.closed(request, campaign)
    form = PrintForm(campaign, request.GET)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if limits.exceeds(limits.PAPER_SHEETS, request):
        form.add_error(
            None,
            _(
                "Very many sheets were printed from where you are. You may copy one that you have,"
                " or try again in an hour."
            ),
        )
        response = _page(request, form, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = "3600"
        return response
    return printed(form)


def printed(form: PrintForm) -> HttpResponse:
    """The sheets that a valid form asks for, in the language of the sheet."""
    language = form.cleaned_data["language"]
    campaign = campaigns.campaign(form.campaign.slug, language)
    if campaign is None:
        raise Http404
    with translation.override(language):
        addressee = sheets.addressee(campaign, form.addressee.code)
        if addressee is None:
            raise Http404
        copies = form.cleaned_data.get("copies", 1)
        words = document.pdf(campaign, addressee, copies=copies)
    name = f"{campaign.slug}-{addressee.code}-{language}.pdf"
    return HttpResponse(
        words,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _page(
    request: HttpRequest, form: PrintForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    words = {"petition": form.campaign, "form": form}
    return render(request, "petitions/signing/paper/choose.html", words, status=status)
