"""From the form to the list: an organisation endorses, confirms by letter, may withdraw."""

from __future__ import annotations

from http import HTTPStatus
from time import time

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from petitions import tasks
from petitions.campaigns.endorsements import actions, queries, receiving, rules
from petitions.campaigns.endorsements.forms import EndorseForm
from petitions.campaigns.lookup import petition_or_404
from petitions.campaigns.queries import Campaign
from petitions.methods import read_or_send
from petitions.models import Endorsement
from petitions.signing import form_token, origin
from petitions.signing.forms import unread
from testimonies import limits, nudge
from testimonies.archive.caching import for_everybody
from testimonies.errors import Refusal
from testimonies.evidence import size_limit
from testimonies.privacy import tokens


@require_safe
@for_everybody(seconds=60, kept=1)
def organisations(request: HttpRequest, slug: str) -> HttpResponse:
    petition = petition_or_404(slug)
    words = {"petition": petition, "supporters": queries.supporters(petition.pk)}
    return render(request, "petitions/endorsements/organisations.html", words)


@require_safe
@for_everybody(seconds=3600)
def logo(_request: HttpRequest, digest: str) -> HttpResponse:
    found = queries.public_logo(digest)
    if found is None:
        raise Http404
    with found:
        return HttpResponse(found.read(), content_type="image/png")


@csrf_exempt  # the stamp and the Origin stand in for it, so that the page needs no cookie
@read_or_send
def endorse(request: HttpRequest, slug: str) -> HttpResponse:
    petition = petition_or_404(slug)
    if not petition.is_open:
        return _closed(request, petition)
    if request.method == "POST":
        size_limit.take_files(request)
        return _receive(request, petition)
    return _blank_form(request, petition)  # type: ignore[return-value]


@for_everybody(seconds=60, kept=1)
def _blank_form(request: HttpRequest, petition: Campaign) -> HttpResponse:
    return _form(request, EndorseForm(petition))


def _receive(request: HttpRequest, petition: Campaign) -> HttpResponse:
    try:
        form = EndorseForm(petition, request.POST)
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return _too_much(request, petition)
    if not origin.is_ours(request):
        form.add_error(None, _("This form came from another page. Please press the button again."))
        return _form(request, form, HTTPStatus.FORBIDDEN)
    if limits.exceeds(limits.ENDORSING, request):
        return _busy(request, form)
    receiving.take(request, form)
    if not form.is_valid():
        return _form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        actions.submit(
            petition.pk,
            form.organisation(),
            mandate=form.held["mandate"],
            logo=form.held.get("logo"),
        )
    except Refusal:
        return _closed(request, petition)
    return HttpResponseRedirect(f"{request.path}done/")


@require_safe
@for_everybody(seconds=60, kept=1)
def endorsed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody, whoever wrote: it tells nothing about anybody."""
    words = {"petition": petition_or_404(slug)}
    return render(request, "petitions/endorsements/endorsed.html", words)


@csrf_exempt  # whoever holds the token may confirm; the Origin keeps other sites out
@read_or_send
def endorsement(request: HttpRequest, token: str) -> HttpResponse:
    """The organisation's own page; at first with the button that confirms."""
    if request.method == "POST" and origin.is_ours(request):
        return _confirm(request, token)
    found = queries.of_link(token)
    if found is None:
        return _unknown_link(request)
    words = {"endorsed": found, "token": token}
    return render(request, "petitions/endorsements/endorsement.html", words)


def _confirm(request: HttpRequest, token: str) -> HttpResponse:
    uuid = tokens.read(rules.LINK, token)
    try:
        confirmed = actions.confirm(uuid) if uuid else None
    except Refusal:
        return _closed(request, None)
    except Endorsement.DoesNotExist:
        confirmed = None
    if confirmed is None:
        return _unknown_link(request)
    nudge.after_commit(tasks.copy_mandate, confirmed.pk)
    return HttpResponseRedirect(request.path)


@csrf_exempt  # as above: the token is the key
@read_or_send
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    found = queries.of_link(token)
    if found is None:
        return _unknown_link(request)
    if not found.may_withdraw:
        return redirect("petitions:endorsement", token)
    if request.method == "POST" and origin.is_ours(request):
        actions.withdraw(found.endorsement.pk)
        return redirect("petitions:endorsement", token)
    words = {"endorsed": found, "token": token}
    return render(request, "petitions/endorsements/withdraw.html", words)


def _form(
    request: HttpRequest, form: EndorseForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    petition = form.campaign
    form.ask_for_files()
    words = {
        "form": form,
        "petition": petition,
        "stamp": form_token.kept_or_new(form.stamp, petition.uuid, at=time()),
        "held": form.held_words,
    }
    return render(request, "petitions/endorsements/endorse.html", words, status=status)


def _busy(request: HttpRequest, form: EndorseForm) -> HttpResponse:
    form.add_error(
        None,
        _(
            "Too many forms came from where you are. What you typed is still here: please wait an "
            "hour and press the button again."
        ),
    )
    response = _form(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = "3600"
    return response


def _too_much(request: HttpRequest, petition: Campaign) -> HttpResponse:
    form = unread(
        EndorseForm(petition, QueryDict()),
        _("That was far more than fits into this form. Please shorten it."),
    )
    return _form(request, form, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _closed(request: HttpRequest, petition: Campaign | None) -> HttpResponse:
    words = {"petition": petition}
    status = HTTPStatus.CONFLICT
    return render(request, "petitions/endorsements/closed.html", words, status=status)


def _unknown_link(request: HttpRequest) -> HttpResponse:
    """One page for what never existed, what was mistyped and what has expired."""
    status = HTTPStatus.NOT_FOUND
    return render(request, "petitions/endorsements/unknown_link.html", status=status)
