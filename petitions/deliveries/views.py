from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from petitions.deliveries import actions as deliveries
from petitions.deliveries import queries, resumable
from petitions.deliveries.entering import actions as entering
from petitions.deliveries.entering.views import for_clerks
from petitions.deliveries.forms import Acknowledgement, AcknowledgementOfSignatures
from petitions.deliveries.queries import Desk
from petitions.deliveries.resumable import Lying
from petitions.models import Delivery
from petitions.models.bundle import Content
from petitions.models.delivery import ARRIVED, HANDED_OVER
from testimonies.errors import Refusal


@require_safe
@for_clerks
def desk(request: HttpRequest, found: Desk) -> HttpResponse:
    """Everything that was handed over to one institution."""
    entering.record_visit(found.linked)
    page = {"desk": found, "handed": [queries.handed(each) for each in found.deliveries]}
    return render(request, "petitions/deliveries/desk.html", page)


@require_safe
@for_clerks
def download(request: HttpRequest, found: Desk, reference: UUID) -> HttpResponseBase:
    """The sealed file, whole or the part that is asked for; closed once it is acknowledged."""
    delivery = _delivery(found, reference)
    if delivery.is_locked or Delivery.objects.paused().filter(pk=delivery.pk).exists():
        return _closed(request, found, delivery)

    def passes(first: int, last: int) -> None:
        entering.record_download(delivery.pk, first=first, last=last)

    try:
        return resumable.answer(request, Lying.outgoing(delivery.bundle), passes)
    except Refusal:
        delivery.refresh_from_db()
        if delivery.state in HANDED_OVER and not delivery.is_offered:
            return _closed(request, found, delivery)  # they have it by hand; it was taken back
        return redirect("petitions:desk", found.token)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
def acknowledge(request: HttpRequest, found: Desk, reference: UUID) -> HttpResponse:
    """A clerk says that a bundle arrived, and under which number it was registered."""
    delivery = _delivery(found, reference)
    back = reverse("petitions:desk", args=[found.token])
    is_of_signatures = delivery.bundle.content == Content.SIGNATURES
    asked = AcknowledgementOfSignatures if is_of_signatures else Acknowledgement
    form = asked(request.POST if request.method == "POST" else None)
    if delivery.state in ARRIVED and not form.is_valid():
        return redirect(back)
    if form.is_valid():
        try:
            delivery = deliveries.acknowledge(delivery.pk, **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            _thank(request, delivery, form.cleaned_data["registry_number"])
            return redirect(back)
    page = {"form": form, "delivery": delivery, "back_url": back}
    return render(request, "petitions/deliveries/acknowledge.html", page)


def _thank(request: HttpRequest, delivery: Delivery, number: str) -> None:
    """A colleague may have confirmed it meanwhile, under another number."""
    if delivery.registry_number == number:
        messages.success(request, _("Thank you. You have confirmed that it arrived."))
        return
    words = _(
        "A colleague has confirmed it before you, and their number stands here. Yours is not "
        "written down: %(number)s. If yours is right, tell us by a question."
    )
    messages.warning(request, words % {"number": number})


def _closed(request: HttpRequest, found: Desk, delivery: Delivery) -> HttpResponse:
    page = {"desk": found, "delivery": delivery}
    return render(request, "petitions/deliveries/closed.html", page, status=HTTPStatus.LOCKED)


def _delivery(found: Desk, reference: UUID) -> Delivery:
    delivery = found.delivery(reference)
    if delivery is None:
        raise Http404
    return delivery
