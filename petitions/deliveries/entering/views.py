"""The door of an institution's desk: a passcode that came another way than the link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from petitions.deliveries import queries
from petitions.deliveries.entering import actions as entering
from petitions.deliveries.entering import opened
from petitions.deliveries.entering.forms import Passcode
from petitions.deliveries.queries import Desk
from testimonies import limits
from testimonies.errors import Refusal

private = cache_control(no_store=True, private=True)
View = Callable[..., HttpResponseBase]


def for_clerks(view: View) -> View:
    """Only for who has opened this desk; the view gets it in place of the token."""

    @private
    @wraps(view)
    def guarded(request: HttpRequest, token: str, **address: Any) -> HttpResponseBase:
        found = _desk(token)
        if not opened.is_open(request.session, found.linked):
            return redirect("petitions:desk-door", token)
        return view(request, found, **address)

    return guarded


@private
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Says that a bundle waits and for whom, and nothing more, until the passcode is right."""
    found = _desk(token)
    if opened.is_open(request.session, found.linked):
        return redirect("petitions:desk", token)
    if request.method != "POST":
        return _door(request, found, Passcode(), is_sent="sent" in request.GET)
    form = Passcode(request.POST)
    if limits.exceeds(limits.ENTERING_DESK, request):
        form.add_error(None, _("Too many passcodes came from where you are. Please wait an hour."))
        return _door(request, found, form, HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return _door(request, found, form)
    if entering.enter(found.linked.pk, form.cleaned_data["code"]):
        opened.open_for(request.session, found.linked)
        return redirect("petitions:desk", token)
    form.add_error("code", _("This passcode opens nothing, or no longer. Ask for another one."))
    return _door(request, found, form)


@private
@require_POST
def send_passcode(request: HttpRequest, token: str) -> HttpResponse:
    found = _desk(token)
    try:
        if limits.exceeds(limits.ENTERING_DESK, request):
            raise Refusal(_("Too many passcodes came from where you are. Please wait an hour."))
        entering.send_passcode(found.linked.pk)
    except Refusal as no:
        form = Passcode({})
        form.full_clean()
        form.errors.clear()
        form.add_error(None, str(no))
        return _door(request, found, form, HTTPStatus.TOO_MANY_REQUESTS)
    place = reverse("petitions:desk-door", args=[token])
    return redirect(f"{place}?sent")  # a page of its own: it can be read in another language


def _desk(token: str) -> Desk:
    found = queries.desk(token)
    if found is None:
        raise Http404
    return found


def _door(
    request: HttpRequest,
    found: Desk,
    form: Passcode,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    is_sent: bool = False,
) -> HttpResponse:
    page = {"desk": found, "form": form, "is_sent": is_sent}
    return render(request, "petitions/deliveries/door.html", page, status=status)
