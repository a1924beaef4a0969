import base64
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from petitions.bundles import places
from petitions.bundles.asice import MEDIA_TYPES
from petitions.bundles.stored_zip import BLOCK
from petitions.deliveries import actions as deliveries
from petitions.deliveries import queries, ranges
from petitions.deliveries.entering import actions as entering
from petitions.deliveries.entering.views import for_clerks
from petitions.deliveries.forms import Acknowledgement
from petitions.deliveries.queries import Desk
from petitions.deliveries.ranges import NotSatisfiable, Range
from petitions.models import Delivery
from petitions.models.delivery import ARRIVED
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
    if delivery.is_locked:
        page = {"desk": found, "delivery": delivery}
        return render(request, "petitions/deliveries/closed.html", page, status=HTTPStatus.LOCKED)
    path = places.outgoing(delivery.bundle)
    size = path.stat().st_size
    try:
        part = ranges.asked(_range(request, delivery.bundle.outgoing_sha256), size)
    except NotSatisfiable:
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    sent = part or Range(0, size - 1)
    if request.method == "GET":
        entering.record_download(delivery, first=sent.first, last=sent.last)
    return _file(path, delivery.bundle.outgoing_sha256, size, part)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
def acknowledge(request: HttpRequest, found: Desk, reference: UUID) -> HttpResponse:
    """A clerk says that a bundle arrived, and under which number it was registered."""
    delivery = _delivery(found, reference)
    back = reverse("petitions:desk", args=[found.token])
    form = Acknowledgement(request.POST if request.method == "POST" else None)
    if delivery.state in ARRIVED:
        return redirect(back)
    if form.is_valid():
        try:
            deliveries.acknowledge(delivery.pk, **form.cleaned_data)
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            return redirect(back)
    page = {"form": form, "delivery": delivery, "back_url": back}
    return render(request, "petitions/deliveries/acknowledge.html", page)


def _delivery(found: Desk, reference: UUID) -> Delivery:
    delivery = found.delivery(reference)
    if delivery is None:
        raise Http404
    return delivery


def _range(request: HttpRequest, sha256: str) -> str:
    """The part asked for, unless it continues another file than this."""
    known = request.headers.get("If-Range", f'"{sha256}"')
    return request.headers.get("Range", "") if known == f'"{sha256}"' else ""


def _file(path: Path, sha256: str, size: int, part: Range | None) -> StreamingHttpResponse:
    sent = part or Range(0, size - 1)
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'attachment; filename="{path.name}"',
        "Content-Length": str(sent.size),
        "ETag": f'"{sha256}"',
        "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530
    }
    if part:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return StreamingHttpResponse(
        _blocks(path, sent),
        status=HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK,
        content_type=MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        headers=headers,
    )


def _blocks(path: Path, part: Range) -> Iterator[bytes]:
    left = part.size
    with path.open("rb") as source:
        source.seek(part.first)
        while left and (block := source.read(min(BLOCK, left))):
            left -= len(block)
            yield block
