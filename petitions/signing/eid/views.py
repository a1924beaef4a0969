"""To a provider and back, and the form that then needs no confirmation by e-mail."""

from http import HTTPStatus
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from petitions.campaigns.lookup import petition_or_404
from petitions.campaigns.queries import Campaign
from petitions.methods import read_or_send
from petitions.signing import origin, refusals
from petitions.signing import queries as signatures
from petitions.signing.eid import (
    actions,
    arriving,
    asking,
    forms,
    holding,
    protocol,
    providers,
    queries,
)
from petitions.signing.eid.arriving import NotIdentified, Why
from petitions.signing.eid.forms import IdentifiedForm
from petitions.signing.eid.holding import Held
from petitions.signing.eid.providers import EidProvider
from testimonies import limits
from testimonies.errors import Refusal
from testimonies.models.switch import Part
from testimonies.switches import queries as switches


@require_safe
def identify(request: HttpRequest, slug: str, provider: str) -> HttpResponseBase:
    """A link and no form: the provider's door is elsewhere, and forms of ours lead nowhere else.

    It changes nothing but the session of this browser, which no other site's request carries.
    """
    return _leave(request, petition_or_404(slug), _provider(provider))


@require_safe
def identify_for(request: HttpRequest, reference: str, provider: str) -> HttpResponseBase:
    """To make stronger the signature whose page somebody has."""
    found = signatures.of_reference(reference)
    if found is None:
        raise Http404
    weaker = queries.replaceable(found.petition, found.signature.reference)
    return _leave(request, found.petition, _provider(provider), weaker.pk if weaker else None)


@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    provider, wanted = _provider(provider_id), protocol.wanted(request)
    try:
        answer = OAuth2CallbackView.adapter_view(protocol.Protocol(request, provider))
        response: HttpResponseBase = answer(request)
    except NotIdentified as problem:
        return _sorry(request, wanted, problem.why)
    except OAuth2Error as problem:
        return _sorry(request, wanted, arriving.why(request, problem))
    return response


@csrf_exempt  # checked below, where there is an identity that could be abused
@read_or_send
def identified(request: HttpRequest, slug: str) -> HttpResponse:
    petition = petition_or_404(slug)
    held = holding.held(request, petition)
    if not petition.is_open:
        return refusals.closed(request, petition)
    if held is None:
        return _identify_again(request, petition)
    if already := queries.is_already_signed(petition, held):
        holding.forget(request, petition)
        words = {"petition": petition, "signature": already}
        return render(request, "petitions/signing/eid/already_signed.html", words)
    return _guarded(request, petition, held)


@require_safe
def not_identified(request: HttpRequest, slug: str, why: str) -> HttpResponse:
    petition = petition_or_404(slug)
    if why not in {*map(str, Why)}:
        raise Http404
    words = {"petition": petition, "why": why}
    return render(request, "petitions/signing/eid/not_identified.html", words)


def _leave(
    request: HttpRequest, petition: Campaign, provider: EidProvider, replaces: int | None = None
) -> HttpResponseBase:
    if not petition.is_open:
        return refusals.closed(request, petition)
    if not switches.is_on(Part.SIGNING):
        return refusals.paused(request, petition)
    wanted = {"slug": petition.slug, "language": petition.language, "replaces": replaces}
    if limits.exceeds(limits.IDENTIFYING, request):
        return _sorry(request, wanted, Why.CROWDED)
    try:
        return protocol.begin(request, provider, wanted)
    except OAuth2Error as problem:
        return _sorry(request, wanted, arriving.why(request, problem))


@csrf_protect
def _guarded(request: HttpRequest, petition: Campaign, held: Held) -> HttpResponse:
    claimed = queries.claimed(petition, held)
    if request.method != "POST":
        before = forms.given_back(holding.typed_before(request, petition, held))
        return _form(request, IdentifiedForm(petition, held, claimed, before))
    form = IdentifiedForm(petition, held, claimed, request.POST)
    if not form.is_valid():
        return _form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        switches.must_be_on(Part.SIGNING)
        signature = actions.sign_identified(petition, form.proven(get_language() or "en"))
    except Refusal as no:
        form.add_error(None, str(no))
        return _form(request, form, HTTPStatus.CONFLICT)
    holding.settle(request, petition, held.ticket, signature.reference)
    return redirect("petitions:signature", signature.reference)


def _form(
    request: HttpRequest, form: IdentifiedForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    expected = asking.expectations(form.campaign.targets, form.held.person, on=localdate())
    words = {
        "form": form,
        "petition": form.campaign,
        "held": form.held,
        "expected": expected,
        "given_before": queries.given_before(form.campaign, form.held),
    }
    return render(request, "petitions/signing/eid/identified.html", words, status=status)


def _identify_again(request: HttpRequest, petition: Campaign) -> HttpResponse:
    """SECURITY: what was typed is shown only to whoever proves the identity it was typed under."""
    if request.method != "POST":
        return redirect("petitions:not-identified", petition.slug, Why.LATE)
    ticket = request.POST.get("ticket", "")
    if reference := holding.settled(request, petition, ticket):
        return redirect("petitions:signature", reference)
    if origin.is_ours(request):
        holding.keep_typed(request, petition, ticket, forms.answers(request.POST))
    words = {"petition": petition, "why": Why.OVER}
    template = "petitions/signing/eid/not_identified.html"
    return render(request, template, words, status=HTTPStatus.FORBIDDEN)


def _sorry(request: HttpRequest, wanted: dict[str, Any], why: Why) -> HttpResponse:
    """To a page whose address has nothing of the provider's answer in it."""
    if wanted:
        return HttpResponseRedirect(arriving.address(wanted, "not-identified", why=why))
    words = {"why": why, "elsewhere": holding.elsewhere(request)}
    template = "petitions/signing/eid/not_identified.html"
    return render(request, template, words, status=HTTPStatus.BAD_REQUEST)


def _provider(provider_id: str) -> EidProvider:
    found = providers.named(provider_id)
    if found is None:
        raise Http404
    return found
