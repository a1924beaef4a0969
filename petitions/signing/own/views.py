"""A signer's own page, what can be changed there, and the way back to it.

Whoever holds the reference may do this; the Origin keeps other sites out.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from petitions import tasks
from petitions.ledger import receipt as ledger
from petitions.methods import read_or_send
from petitions.models import Signature
from petitions.signing import actions as signing
from petitions.signing import origin, receipt, refusals, rules
from petitions.signing import queries as signatures
from petitions.signing.own import actions, queries
from petitions.signing.own import rules as own
from petitions.signing.own.forms import Choices, HaveISigned, OtherAddress
from petitions.signing.queries import Signed
from testimonies import limits, nudge
from testimonies.archive.caching import for_everybody
from testimonies.errors import Refusal

View = Callable[[HttpRequest, Signed], HttpResponse]


def for_signer(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Opens for the holder of a reference; for any other there is the page of unknown links."""

    @csrf_exempt
    @read_or_send
    @wraps(view)
    def opened(request: HttpRequest, reference: str) -> HttpResponse:
        found = signatures.of_reference(reference)
        return view(request, found) if found else refusals.unknown_link(request)

    return opened


def while_it_holds(view: View) -> View:
    """What waits or has ended has nothing to change: its page says so, and what to do instead."""

    @wraps(view)
    def opened(request: HttpRequest, found: Signed) -> HttpResponse:
        if found.is_erased or (request.method != "POST" and not found.is_confirmed):
            return redirect("petitions:signature", found.signature.reference)
        return view(request, found)

    return opened


@require_safe
def signature(request: HttpRequest, reference: str) -> HttpResponse:
    found = signatures.of_reference(reference)
    if found is None:
        return refusals.unknown_link(request)
    words = {
        "signed": found,
        "receipt": receipt.of(found),
        "entry": ledger.of(found.signature),
        "passages": queries.passages(found),
        "letters_to": own.masked(found.signature.mail_address),
        "is_kept": "kept" in request.GET,
        "is_asked": "asked" in request.GET,
    }
    return render(request, "petitions/signing/signature.html", words)


@for_signer
def withdraw(request: HttpRequest, found: Signed) -> HttpResponse:
    if found.has_ended or found.is_erased:
        return redirect("petitions:signature", found.signature.reference)
    if request.method == "POST" and origin.is_ours(request):
        if limits.exceeds(limits.WITHDRAWING, request):
            return refusals.wait(request)
        with suppress(Refusal):  # replaced or rejected since: its page says so
            signing.withdraw(found.signature.pk)
        return redirect("petitions:signature", found.signature.reference)
    return render(request, "petitions/signing/withdraw.html", {"signed": found})


@for_signer
@while_it_holds
def choices(request: HttpRequest, found: Signed) -> HttpResponse:
    """How it is shown, news, and the language of letters."""
    known = found.signature
    now = {name: getattr(known, name) for name in ("display", "wants_news")}
    form = Choices(_typed(request), initial=now | {"language": known.letter_language})
    if not _is_sent(request, form):
        return _page(request, "choices", form, found)
    try:
        actions.choose(known.pk, **form.cleaned_data)
    except Refusal as no:
        return _refused(request, "choices", form, found, no)
    return _back(known, "kept")


@for_signer
@while_it_holds
def address(request: HttpRequest, found: Signed) -> HttpResponse:
    """Letters to another address, once that has been confirmed from there."""
    form = OtherAddress(_typed(request))
    if not _is_sent(request, form):
        return _page(request, "address", form, found)
    if _is_asked_too_often(request, form.cleaned_data["email"]):
        form.add_error(None, _("Too many letters were asked for from here. Try again later."))
        return _page(request, "address", form, found, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        actions.ask_for_address(found.signature.pk, to=form.cleaned_data["email"])
    except Refusal as no:
        return _refused(request, "address", form, found, no)
    return _back(found.signature, "asked")


@csrf_exempt  # whoever holds the token may confirm
@read_or_send
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button, as for the signature itself."""
    found = queries.of_address_link(token)
    if found is None:
        return _link_over(request)
    words: dict[str, Any] = {"address": found[1], "signed": signatures.signed(found[0])}
    if request.method == "POST" and origin.is_ours(request):
        try:
            return _back(actions.confirm_address(token), "kept")
        except Signature.DoesNotExist:  # used in another tab
            return _link_over(request)
        except Refusal as no:
            words["refusal"] = str(no)
    status = HTTPStatus.CONFLICT if "refusal" in words else HTTPStatus.OK
    return render(request, "petitions/signing/own/confirm_address.html", words, status=status)


def _is_asked_too_often(request: HttpRequest, email: str) -> bool:
    """From here, or by whomever to that mailbox."""
    mailbox = rules.mailbox(email).casefold()
    return limits.exceeds(limits.OTHER_ADDRESS, request) or limits.is_exceeded_for(
        mailbox, limits.OTHER_ADDRESS_LETTER
    )


def _link_over(request: HttpRequest) -> HttpResponse:
    """The same for what was used, and for what never was a link of ours."""
    page = "petitions/signing/own/link_over.html"
    return render(request, page, status=HTTPStatus.NOT_FOUND)


@csrf_exempt  # it needs no cookie, so that a page for everybody stays one
@read_or_send
def mine(request: HttpRequest) -> HttpResponse:
    """Have I signed? The answer goes to the mailbox; this page says the same to everybody."""
    if request.method != "POST":
        return _blank(request)  # type: ignore[return-value]
    form = HaveISigned(_typed(request))
    if not _is_sent(request, form):
        return _ask_mine(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if limits.exceeds(limits.MINE, request):
        form.add_error(None, _("Very many have asked from where you are. Try again in an hour."))
        return _ask_mine(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    email = form.cleaned_data["email"]
    if not limits.is_exceeded_for(rules.mailbox(email).casefold(), limits.MINE_LETTER):
        inquiry = actions.ask_what_is_signed(email, language=get_language() or "en")
        nudge.after_commit(tasks.answer_inquiry, inquiry.pk)
    return redirect("petitions:mine-asked")


@for_everybody(seconds=60, kept=1)
def _blank(request: HttpRequest) -> HttpResponse:
    return _ask_mine(request, HaveISigned())


@require_safe
@for_everybody(seconds=60, kept=1)
def mine_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "petitions/signing/own/mine_asked.html")


def _ask_mine(
    request: HttpRequest, form: HaveISigned, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "petitions/signing/own/mine.html", {"form": form}, status=status)


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _is_sent(request: HttpRequest, form: Form) -> bool:
    """Whether there is something to do; what is wrong stands in the form."""
    if form.is_bound and not origin.is_ours(request):
        form.add_error(None, _("This form came from another page. Please press the button again."))
    return form.is_valid()


def _page(
    request: HttpRequest, name: str, form: Form, found: Signed, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    words = {"form": form, "signed": found}
    if form.errors and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, f"petitions/signing/own/{name}.html", words, status=status)


def _refused(
    request: HttpRequest, name: str, form: Form, found: Signed, no: Refusal
) -> HttpResponse:
    form.add_error(None, str(no))
    return _page(request, name, form, found, HTTPStatus.CONFLICT)


def _back(known: Signature, said: str) -> HttpResponse:
    response = redirect("petitions:signature", known.reference)
    response["Location"] += f"?{said}=1"
    return response
