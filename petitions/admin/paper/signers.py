"""Somebody who signed on paper calls: their signature is found, sent as a slip, or taken back."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from petitions.admin.paper import places
from petitions.signing.paper import actions as paper
from petitions.signing.paper import document, queries
from petitions.signing.paper.finding import FindForm
from petitions.signing.paper.forms import WithdrawForm
from testimonies.admin.desk import staff
from testimonies.custody import log as custody
from testimonies.errors import Refusal


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """By what the caller says; asked with POST, so that no name stands in an address."""
    places.may_key(request)
    form = FindForm(request.POST or None)
    words = {"form": form, "title": _("Find a signature on paper"), "asked": False, "line": None}
    if form.is_valid():
        signature = queries.on_paper_by(form.petition, form.told)
        line = getattr(signature, "paper_line", None)
        custody.record(
            "signature.looked_up", form.petition, by=staff(request), found=line is not None
        )
        words |= {"asked": True, "line": line}
    is_refused = form.is_bound and not form.is_valid()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    return places.page(request, "find", words, status)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    places.may_key(request)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            paper.withdraw_for(told["reference"], reason=told["reason"], by=staff(request))
        except Refusal as no:
            form.add_error("reference", str(no))
        else:
            messages.success(request, _("The signature is withdrawn."))
            return redirect(places.address("changelist"))
    words = {"form": form, "title": _("Withdraw a signature on paper")}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return places.page(request, "withdraw", words, status)


@require_GET
def slip(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Printed for the post. It holds the reference, so each one leaves a custody line."""
    line = places.line_of(request, uuid, number)
    campaign = queries.campaign_of(line.sheet)
    if line.signature is None or line.signature.erased_at or campaign is None:
        raise Http404
    custody.record("signature.slip_printed", line.signature, by=staff(request))
    words = document.slip(line.signature, campaign)
    return HttpResponse(words, content_type="application/pdf")
