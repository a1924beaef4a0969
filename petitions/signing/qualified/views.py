"""The way over one's own signing program: download the statement, sign it there, bring it back."""

from __future__ import annotations

from http import HTTPStatus
from time import time
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from petitions import tasks
from petitions.campaigns import queries as campaigns
from petitions.campaigns.lookup import petition_or_404
from petitions.campaigns.queries import Campaign
from petitions.methods import read_or_send
from petitions.models import Statement
from petitions.signing import form_token, needs, origin, refusals, worth
from petitions.signing import queries as signatures
from petitions.signing.forms import unread
from petitions.signing.qualified import actions, queries
from petitions.signing.qualified.forms import UploadForm, too_large
from petitions.signing.qualified.queries import Followed
from petitions.signing.qualified.steps import COUNTRIES
from testimonies import limits, nudge
from testimonies.archive.caching import for_everybody
from testimonies.errors import Refusal
from testimonies.evidence import size_limit
from testimonies.models.switch import Part
from testimonies.switches import queries as switches

PDF = "application/pdf"
ASICE = "application/vnd.etsi.asic-e+zip"


@csrf_exempt  # the stamp and the Origin stand in for it, so that the page needs no cookie
@read_or_send
def qualified(request: HttpRequest, slug: str) -> HttpResponse:
    petition = petition_or_404(slug)
    if not petition.is_open:
        return refusals.closed(request, petition)
    if request.method == "POST":
        size_limit.take_one_in_memory(request, most=settings.CONTAINER_MAX_BYTES)
        return _receive(request, petition)
    if not switches.is_on(Part.SIGNING):
        return refusals.paused(request, petition)
    return _blank_form(request, petition)  # type: ignore[return-value]


@csrf_exempt  # as above
@read_or_send
def upgrade(request: HttpRequest, reference: str) -> HttpResponse:
    """The same page for somebody who comes from the page of their own weaker signature."""
    found = signatures.of_reference(reference)
    if found is None:
        return refusals.unknown_link(request)
    if not found.petition.is_open:
        return refusals.closed(request, found.petition)
    if request.method == "POST":
        size_limit.take_one_in_memory(request, most=settings.CONTAINER_MAX_BYTES)
        return _receive(request, found.petition)
    signature = found.signature
    known = {"country": signature.country, "display": signature.display}
    known |= {"replaces": signature.reference}
    return _form(request, UploadForm(found.petition, initial=known))


@require_safe
@for_everybody(seconds=3600)
def pdf(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    if limits.exceeds(limits.STATEMENTS, request):
        return refusals.wait_for_file(request, reverse("petitions:qualified", args=[slug]))
    made = _statement(slug, language)
    return _download(bytes(made.pdf), PDF, f"{slug}.{language}.pdf")


@require_safe
@for_everybody(seconds=3600)
def asice(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    if limits.exceeds(limits.STATEMENTS, request):
        return refusals.wait_for_file(request, reverse("petitions:qualified", args=[slug]))
    made = _statement(slug, language)
    return _download(bytes(made.container), ASICE, f"{slug}.{language}.asice")


@require_safe
def result(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """What became of an upload. Asks for itself again while it is being checked."""
    petition = campaigns.campaign(slug)
    found = queries.of_reference(slug, reference)
    if petition is None or found is None:
        raise Http404
    again = reverse("petitions:qualified", args=[slug])
    words = {"petition": petition, "found": found, "again": again}
    return render(request, "petitions/signing/qualified/result.html", words)


@for_everybody(seconds=60, kept=1)
def _blank_form(request: HttpRequest, petition: Campaign) -> HttpResponse:
    return _form(request, UploadForm(petition))


def _receive(request: HttpRequest, petition: Campaign) -> HttpResponse:
    try:
        form = UploadForm(petition, request.POST, request.FILES)
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError):
        return _unread(request, petition)
    if not origin.is_ours(request):
        form.add_error(None, _("This form came from another page. Please press the button again."))
        return _form(request, form, HTTPStatus.FORBIDDEN)
    form.full_clean()
    if size_limit.was_exceeded(request):
        form.errors.pop("file", None)
        form.add_error("file", too_large())
        return _form(request, form, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not form.is_valid():
        return _form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if problem := _not_now(request):
        form.add_error(None, problem)
        return _form(request, form, HTTPStatus.SERVICE_UNAVAILABLE)
    return _keep(request, form)


def _keep(request: HttpRequest, form: UploadForm) -> HttpResponse:
    petition = form.campaign
    try:
        container = actions.receive(petition, form.upload(), language=get_language() or "en")
    except Refusal:
        return refusals.closed(request, petition)
    if not queries.may_follow(container):
        words = {"petition": petition, "found": Followed(container)}
        return render(request, "petitions/signing/qualified/known.html", words)
    nudge.after_commit(tasks.check_container, container.pk)
    at = reverse("petitions:qualified-result", args=[petition.slug, container.reference])
    return HttpResponseRedirect(at)


def _not_now(request: HttpRequest) -> str:
    if not switches.is_on(Part.SIGNING):
        return _("Signing is paused for the moment. Please try again later.")
    if limits.exceeds(limits.CONTAINERS, request):
        return _("Too many files came from here within an hour. Try again later.")
    return ""


def _form(
    request: HttpRequest, form: UploadForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    petition = form.campaign
    form.offer_institutions()
    words: dict[str, Any] = {
        "form": form,
        "petition": petition,
        "steps": COUNTRIES,
        "worths": worth.of(petition.targets, needs.QUALIFIED),
        "stamp": form_token.kept_or_new(form.stamp, petition.uuid, at=time()),
    }
    return render(request, "petitions/signing/qualified/upload.html", words, status=status)


def _unread(request: HttpRequest, petition: Campaign) -> HttpResponse:
    form = unread(
        UploadForm(petition, QueryDict()),
        _("We could not read what was sent. Please fill in the form again."),
    )
    return _form(request, form, HTTPStatus.BAD_REQUEST)


def _statement(slug: str, language: str) -> Statement:
    petition = campaigns.campaign(slug)
    if petition is None or not petition.is_open:
        raise Http404
    try:
        return actions.hand_out(petition.pk, language)
    except Statement.DoesNotExist as error:
        raise Http404 from error


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
