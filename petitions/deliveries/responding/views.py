"""What a clerk tells us on their desk: a count, a question, an answer. One page for each."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from petitions.deliveries.entering.views import for_clerks
from petitions.deliveries.queries import Desk
from petitions.deliveries.responding import actions as responding
from petitions.deliveries.responding import files
from petitions.deliveries.responding.countersigning import actions as countersigning
from petitions.deliveries.responding.documents import actions as documents
from petitions.deliveries.responding.forms import Count, Countersigned, Document, Question, Told
from petitions.models import Delivery, InstitutionResponse
from petitions.models.bundle import Content
from petitions.models.response import OUTCOMES
from testimonies import limits
from testimonies.errors import Refusal
from testimonies.evidence import size_limit

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@read_or_send
@for_clerks
def count(request: HttpRequest, found: Desk, reference: UUID) -> HttpResponse:
    delivery = delivery_of(found, reference)
    if delivery.bundle.content != Content.SIGNATURES:
        raise Http404
    form = Count(request.POST if request.method == "POST" else None)
    words = {
        "title": _("How many signatures are valid"),
        "intro": _("As you have found them. If you count again later, tell us once more."),
        "submit_label": _("Tell this count"),
        "thanks": _("Thank you. We have written down your count."),
    }
    act = lambda said: responding.count(delivery.pk, **said)  # noqa: E731
    return _page(request, found, form, words, act)


@read_or_send
@for_clerks
def ask(request: HttpRequest, found: Desk, reference: UUID) -> HttpResponse:
    delivery = delivery_of(found, reference)
    form = Question(request.POST if request.method == "POST" else None)
    words = {
        "title": _("Ask us a question"),
        "intro": _("We answer on this page, and write to you when the answer is there."),
        "submit_label": _("Ask"),
        "thanks": _("Thank you. We have your question, and answer it on this page."),
    }
    act = lambda said: responding.ask(delivery.pk, **said)  # noqa: E731
    return _page(request, found, form, words, act)


@read_or_send
@for_clerks
def tell(request: HttpRequest, found: Desk, reference: UUID) -> HttpResponse:
    delivery = delivery_of(found, reference)
    form = Told(request.POST if request.method == "POST" else None)
    words = {
        "title": _("An answer, a hearing or a decision"),
        "intro": _("Those who signed wait for it. We read it before anybody else does."),
        "submit_label": _("Tell us"),
        "thanks": _("Thank you, we have it. Where there is a file to it, add it below."),
    }
    act = lambda _said: responding.tell(delivery.pk, form.outcome())  # noqa: E731
    return _page(request, found, form, words, act)


@csrf_exempt  # only until it is said what may come in: `_attach` is protected
def attach(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """The file of an answer; `reference` is the answer's."""
    size_limit.take_one_in_memory(request, most=files.LARGEST)
    return _attach(request, **address)


@csrf_protect
@read_or_send
@for_clerks
def _attach(request: HttpRequest, found: Desk, reference: UUID) -> HttpResponse:
    response = _outcome_of(found, reference)
    words = {
        "title": _("The file with it"),
        "intro": _("We keep it encrypted. Nobody but us reads it."),
        "submit_label": _("Send the file"),
        "thanks": _("Thank you. The file has arrived."),
    }
    act = lambda said: documents.attach(response.pk, files.take(said["document"]))  # noqa: E731
    return _page(request, found, _document(request), words, act)


@csrf_exempt  # as above
def countersigned(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """Our bundle with their own signature beside our seal."""
    size_limit.take_one_in_memory(request, most=files.LARGEST)
    return _countersigned(request, **address)


@csrf_protect
@read_or_send
@for_clerks
def _countersigned(request: HttpRequest, found: Desk, reference: UUID) -> HttpResponse:
    delivery = delivery_of(found, reference)
    words = {
        "title": _("The bundle with your signature"),
        "intro": _("Sign the file beside our seal, for instance in DigiDoc4, and send it back."),
        "submit_label": _("Send the file"),
        "thanks": _("Thank you. The bundle with your signature has arrived."),
    }

    def act(said: dict[str, Any]) -> object:
        return countersigning.receive(delivery.pk, countersigning.take(said["document"]))

    return _page(request, found, _document(request, Countersigned), words, act)


def _document(request: HttpRequest, asked: type[Document] = Document) -> Document:
    form = asked(request.POST, request.FILES) if request.method == "POST" else asked()
    if request.method == "POST" and size_limit.was_exceeded(request):
        form.errors.clear()
        form.add_error("document", files.too_large())
    return form


def _outcome_of(found: Desk, reference: UUID) -> InstitutionResponse:
    said = (each for delivery in found.deliveries for each in delivery.responses.all())
    outcome = next((each for each in said if each.uuid == reference), None)
    if outcome is None or outcome.kind not in OUTCOMES:
        raise Http404
    return outcome


def delivery_of(found: Desk, reference: UUID) -> Delivery:
    delivery = found.delivery(reference)
    if delivery is None:
        raise Http404
    return delivery


def _page(
    request: HttpRequest,
    found: Desk,
    form: forms.Form,
    words: dict[str, Any],
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """Back to the desk once it is done; a refusal stands above the form, and nothing is lost."""
    back = reverse("petitions:desk", args=[found.token])
    status = HTTPStatus.OK
    if request.method == "POST" and limits.exceeds(limits.RESPONDING, request):
        form.add_error(None, _("That was very much in one hour. Please wait, and send it again."))
        status = HTTPStatus.TOO_MANY_REQUESTS
    elif form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, words["thanks"])
            return redirect(back)
    page = {"desk": found, "form": form, "back_url": back, **words}
    return render(request, "petitions/deliveries/respond.html", page, status=status)
