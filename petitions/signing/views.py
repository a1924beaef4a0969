"""From the petition to "signed, confirm by e-mail", and from the mail to the receipt."""

from http import HTTPStatus
from time import time

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from petitions.campaigns.lookup import petition_or_404
from petitions.campaigns.queries import Campaign
from petitions.methods import read_or_send
from petitions.models import Signature
from petitions.signing import actions, form_token, origin, queries, refusals, rules, worth
from petitions.signing.forms import SignForm, unread
from petitions.signing.quarantine import screening
from testimonies import limits
from testimonies.archive.caching import for_everybody
from testimonies.errors import Refusal
from testimonies.models.switch import Part
from testimonies.privacy import tokens
from testimonies.snapshots import FRESH, FRESH_ENOUGH
from testimonies.switches import queries as switches


@csrf_exempt  # the stamp and the Origin stand in for it, so that the page needs no cookie
@read_or_send
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    # A form that is sent is judged by the database: whether it is open, and on its last day.
    fresh = FRESH_ENOUGH if request.method == "POST" else FRESH
    petition = petition_or_404(slug, fresh=fresh)
    if not petition.is_open:
        return refusals.closed(request, petition)
    if request.method == "POST":
        return _receive(request, petition)
    if not switches.is_on(Part.SIGNING):
        return refusals.paused(request, petition)
    return _blank_form(request, petition)  # type: ignore[return-value]


@for_everybody(seconds=60, kept=1)
def _blank_form(request: HttpRequest, petition: Campaign) -> HttpResponse:
    return _form(request, SignForm(petition))


def _receive(request: HttpRequest, petition: Campaign) -> HttpResponse:
    try:
        form = SignForm(petition, request.POST)
    except (RequestDataTooBig, TooManyFieldsSent):
        return _too_much(request, petition)
    if not origin.is_ours(request):
        form.add_error(None, _("This form came from another page. Please press the button again."))
        return _form(request, form, HTTPStatus.FORBIDDEN)
    if not form.is_valid():
        return _form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if later := _not_now(request, form):
        return later
    try:
        signing = screening.looked_at(form.signing(), request, is_hasty=form.is_hasty)
        actions.sign(petition, signing, language=get_language() or "en")
    except Refusal:
        return refusals.closed(request, petition)
    return HttpResponseRedirect(f"{request.path}done/")


@require_safe
@for_everybody(seconds=60, kept=1)
def signed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody, whoever signed: it tells nothing about anybody."""
    petition = petition_or_404(slug)
    return render(request, "petitions/signing/signed.html", {"petition": petition})


@csrf_exempt  # whoever holds the token may confirm; the Origin keeps other sites out
@read_or_send
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: programs that look into mails open links, but press nothing."""
    if request.method == "POST" and origin.is_ours(request):
        is_busy = limits.exceeds(limits.CONFIRMING, request)
        return refusals.wait(request) if is_busy else _confirm(request, token)
    found = queries.of_link(token)
    if found is None:
        return refusals.unknown_link(request)
    if found.is_pending and not found.petition.is_open:
        return refusals.closed(request, found.petition)
    return render(request, "petitions/signing/confirm.html", {"signed": found})


def _confirm(request: HttpRequest, token: str) -> HttpResponse:
    uuid = tokens.read(rules.CONFIRM_LINK, token)
    try:
        reference = actions.confirm(uuid) if uuid else None
    except actions.MailboxFull:
        return refusals.mailbox_full(request)
    except Refusal:
        return refusals.closed(request)
    except Signature.DoesNotExist:
        reference = None
    if reference is None:
        return refusals.unknown_link(request)
    above, _confirm, _token = request.path.partition("confirm/")
    return HttpResponseRedirect(f"{above}{reference}/")


def _form(
    request: HttpRequest, form: SignForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    petition = form.campaign
    form.offer_institutions()
    stamp = form_token.kept_or_new(form.stamp, petition.uuid, at=time())
    words = {
        "form": form,
        "petition": petition,
        "stamp": stamp,
        "worths": worth.of(petition.targets),
        "asks_proof": settings.ALTCHA,
    }
    return render(request, "petitions/signing/sign.html", words, status=status)


def _not_now(request: HttpRequest, form: SignForm) -> HttpResponse | None:
    if not switches.is_on(Part.SIGNING):
        return _paused_over(request, form)
    if limits.exceeds(limits.SIGNING, request):
        return _busy(request, form)
    return None


def _busy(request: HttpRequest, form: SignForm) -> HttpResponse:
    form.add_error(
        None,
        _(
            "Very many people are signing from where you are. Your answers are still here: please "
            "wait a few minutes and press the button again."
        ),
    )
    response = _form(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = refusals.CROWD
    return response


def _paused_over(request: HttpRequest, form: SignForm) -> HttpResponse:
    """Whoever was just filling it in keeps every word."""
    form.add_error(
        None,
        _(
            "Signing pauses for a while. Nothing has been sent, and your answers are here: please "
            "leave this page open and press the button again later."
        ),
    )
    response = _form(request, form, HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = refusals.PAUSE
    return response


def _too_much(request: HttpRequest, petition: Campaign) -> HttpResponse:
    form = unread(
        SignForm(petition, QueryDict()),
        _("That was far more than fits into this form. Please shorten it."),
    )
    return _form(request, form, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
