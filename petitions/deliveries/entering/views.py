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
from petitions.deliveries.withholding import actions as withholding
from testimonies import limits
from testimonies.errors import Refusal

private = cache_control(no_store=True, private=True)
View = Callable[..., HttpResponseBase]
#: Which button of the door it was, where it is shown in place of another page.
SEND = "send_passcode"
#: The door's own fields; what else is sent there is what somebody wrote.
OURS = ("csrfmiddlewaretoken", "code", SEND)


def of_a_desk(view: View) -> View:
    """The view gets the desk in place of the token; what was taken back is offered no more."""

    @private
    @wraps(view)
    def found(request: HttpRequest, token: str, **address: Any) -> HttpResponseBase:
        desk = queries.desk(token)
        if desk and any(each.is_offered for each in desk.deliveries):
            withholding.withhold_what_was_taken_back(desk.deliveries)
            desk = queries.desk(token)  # or somebody else's visit has just closed it
        if desk:
            return view(request, desk, **address)
        if queries.is_made_anew(token):
            page = "petitions/deliveries/made_anew.html"
            return render(request, page, status=HTTPStatus.LOCKED)
        raise Http404

    return found


def for_clerks(view: View) -> View:
    """Only for who has opened this desk. What somebody sends too late waits for a passcode."""

    @of_a_desk
    @wraps(view)
    def guarded(request: HttpRequest, found: Desk, **address: Any) -> HttpResponseBase:
        if opened.is_open(request.session, found.linked):
            return view(request, found, **address)
        if request.method != "POST":
            return redirect("petitions:desk-door", found.token)
        return _come_in_again(request, found) or view(request, found, **address)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_desk
def door(request: HttpRequest, found: Desk) -> HttpResponse:
    """Says that a bundle waits and for whom, and nothing more, until the passcode is right."""
    if opened.is_open(request.session, found.linked):
        return redirect("petitions:desk", found.token)
    if request.method != "POST":
        return _door(request, found, Passcode(), is_sent="sent" in request.GET)
    return _come_in(request, found) or redirect("petitions:desk", found.token)


@require_POST
@of_a_desk
def send_passcode(request: HttpRequest, found: Desk) -> HttpResponse:
    if refused := _send(request, found):
        return refused
    place = reverse("petitions:desk-door", args=[found.token])
    return redirect(f"{place}?sent")  # a page of its own: it can be read in another language


def _come_in(request: HttpRequest, found: Desk, **more: Any) -> HttpResponse | None:
    """The door once more, or None when the passcode has opened it."""
    form = Passcode(request.POST)
    if limits.exceeds(limits.ENTERING_DESK, request):
        form.add_error(None, _("Too many passcodes came from where you are. Please wait an hour."))
        return _door(request, found, form, HTTPStatus.TOO_MANY_REQUESTS, **more)
    if not form.is_valid():
        return _door(request, found, form, **more)
    if not entering.enter(found.linked.pk, form.cleaned_data["code"]):
        form.add_error(
            "code", _("This passcode opens nothing, or no longer. Ask for another one.")
        )
        return _door(request, found, form, **more)
    opened.open_for(request.session, found.linked)
    return None


def _come_in_again(request: HttpRequest, found: Desk) -> HttpResponse | None:
    """Their hours were over while they wrote: the door holds what they sent, and sends it again.

    SECURITY: nothing is kept with us; a page is answered with the words that it brought.
    """
    sent = [(name, each) for name, said in request.POST.lists() for each in said]
    kept = [(name, each) for name, each in sent if name not in OURS]
    if "code" in request.POST:
        return _come_in(request, found, kept=kept)
    if SEND in request.POST:
        refused = _send(request, found, kept=kept)
        return refused or _door(request, found, Passcode(), is_sent=True, kept=kept)
    return _door(request, found, Passcode(), HTTPStatus.FORBIDDEN, kept=kept)


def _send(request: HttpRequest, found: Desk, **more: Any) -> HttpResponse | None:
    """None when a passcode is on its way."""
    try:
        if limits.exceeds(limits.ENTERING_DESK, request):
            raise Refusal(_("Too many passcodes came from where you are. Please wait an hour."))
        entering.send_passcode(found.linked.pk)
    except Refusal as no:
        form = Passcode({})
        form.full_clean()
        form.errors.clear()
        form.add_error(None, str(no))
        return _door(request, found, form, HTTPStatus.TOO_MANY_REQUESTS, **more)
    return None


def _door(
    request: HttpRequest,
    found: Desk,
    form: Passcode,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    is_sent: bool = False,
    kept: list[tuple[str, Any]] | None = None,
) -> HttpResponse:
    """`kept` goes to the address at which it arrived, as soon as the passcode is right."""
    has_one = is_sent or form.is_bound  # they wait for a passcode, or have typed one
    page = {"desk": found, "form": form, "is_sent": is_sent, "has_one": has_one, "kept": kept}
    return render(request, "petitions/deliveries/door.html", page, status=status)
