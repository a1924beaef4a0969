"""The tus protocol, version 1.0.0, for whoever holds the case: core and five extensions.

``POST …/uploads/`` makes an upload (``Upload-Length`` in bytes or ``Upload-Defer-Length: 1``;
``Upload-Metadata`` with ``filename``, ``filetype``, ``mark``), ``HEAD`` says how much has come,
``PATCH`` adds to it, ``DELETE`` lets it go. A refusal is one sentence as plain text. To everybody
else there is nothing here (404).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from io import BytesIO
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from testimonies import limits
from testimonies.errors import Refusal
from testimonies.evidence import in_part
from testimonies.evidence.uploads import actions, headers, queries, refusals
from testimonies.evidence.uploads.actions import Piece
from testimonies.intake import holding
from testimonies.models import Case, Upload

CHECKSUM_MISMATCH = 460
STATUS: dict[type[Refusal], int] = {
    refusals.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    refusals.NoRoom: HTTPStatus.INSUFFICIENT_STORAGE,
    refusals.NotThere: HTTPStatus.NOT_FOUND,
    refusals.OtherOffset: HTTPStatus.CONFLICT,
    refusals.Busy: HTTPStatus.LOCKED,
    refusals.Altered: CHECKSUM_MISMATCH,
}
View = Callable[..., HttpResponse]


def speaks_tus(view: View) -> View:
    """The case instead of its handle, a version we speak, and refusals as answers."""

    @wraps(view)
    def speaking(request: HttpRequest, handle: str, **place: UUID) -> HttpResponse:
        case = Case.objects.filter(handle=handle).first()
        if case is None or not holding.holds(request, case):
            raise Http404
        asked = request.headers.get("Tus-Resumable")
        try:
            if request.method == "OPTIONS":
                response = _abilities()
            elif asked != headers.VERSION:
                response = HttpResponse(status=HTTPStatus.PRECONDITION_FAILED)
            else:
                response = view(request, case, **place)
        except headers.Wrong as wrong:
            response = HttpResponse(str(wrong), status=400, content_type="text/plain")
        except Refusal as no:
            status = STATUS.get(type(no), HTTPStatus.BAD_REQUEST)
            response = HttpResponse(
                str(no), status=status, content_type="text/plain; charset=utf-8"
            )
        finally:
            _let_go(request)
        response["Tus-Resumable"] = response["Tus-Version"] = headers.VERSION
        return response

    return speaking


@speaks_tus
def uploads(request: HttpRequest, case: Case) -> HttpResponse:
    if request.method != "POST":
        return _not_allowed("POST, OPTIONS")
    length = headers.number(request.headers.get("Upload-Length"))
    if length is None and request.headers.get("Upload-Defer-Length") != "1":
        raise headers.Wrong("length")
    told = headers.metadata(request.headers.get("Upload-Metadata", ""))
    if limits.exceeds(limits.UPLOADS, request):
        message = _("Too many files came from here within an hour. Try again later.")
        return HttpResponse(message, status=429, content_type="text/plain; charset=utf-8")
    upload = actions.begin(
        case.pk,
        length=length,
        told={"file_name": told.get("filename", ""), "type": told.get("filetype", "")},
        mark=told.get("mark", ""),
    )
    if request.headers.get("Content-Type") == headers.CONTENT_TYPE:
        upload = actions.append(upload.pk, _piece(request, offset=upload.offset))
    response = _state(upload, status=HTTPStatus.CREATED)
    response["Location"] = reverse("testimonies:upload", args=[case.handle, upload.uuid])
    return response


@speaks_tus
def upload(request: HttpRequest, case: Case, upload: UUID) -> HttpResponse:
    found = get_object_or_404(Upload, case=case, uuid=upload, taken_at=None)
    match request.headers.get("X-HTTP-Method-Override", request.method):
        case "HEAD":
            return _state(found, status=HTTPStatus.OK)
        case "PATCH":
            return _patch(request, found)
        case "DELETE":
            actions.drop(found.pk)
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return _not_allowed("HEAD, PATCH, DELETE, OPTIONS")


@require_GET
def hear(request: HttpRequest, handle: str, upload: UUID) -> HttpResponseBase:
    """What was just recorded, for whoever spoke: before it is kept, or after it was cut off.

    SECURITY: of all that comes in pieces only sound and film are shown, and as nothing else.
    """
    found = get_object_or_404(
        Upload.objects.unfinished().select_related("case"), case__handle=handle, uuid=upload
    )
    recording = queries.recording(found) if holding.holds(request, found.case) else None
    if recording is None:
        raise Http404
    response = in_part.answer(request, recording, name="recording")
    response["Cache-Control"] = "no-store"
    return response


def _patch(request: HttpRequest, upload: Upload) -> HttpResponse:
    if request.headers.get("Content-Type") != headers.CONTENT_TYPE:
        return HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    offset = headers.number(request.headers.get("Upload-Offset"))
    if offset is None:
        raise headers.Wrong("offset")
    length = headers.number(request.headers.get("Upload-Length"))
    if length is not None and upload.length is None:
        upload = actions.set_length(upload.pk, length)
    changed = actions.append(upload.pk, _piece(request, offset=offset))
    return _state(changed, status=HTTPStatus.NO_CONTENT)


def _piece(request: HttpRequest, *, offset: int) -> Piece:
    """The body, as a stream: nothing here ever has it whole in memory."""
    size = headers.number(request.headers.get("Content-Length") or "0") or 0
    return Piece(request, offset, size, headers.checksum(request.headers.get("Upload-Checksum")))


def _let_go(request: HttpRequest) -> None:
    """The server's reader has a megabyte of what it read last, for as long as somebody has it.

    A request has itself through its session and messages, and so waits for the collector.
    """
    request.META.pop("wsgi.input", None)
    request._stream = BytesIO()


def _state(upload: Upload, *, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = upload.offset
    if upload.length is None:
        response["Upload-Defer-Length"] = "1"
    else:
        response["Upload-Length"] = upload.length
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    response["Cache-Control"] = "no-store"
    return response


def _abilities() -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["Tus-Extension"] = headers.EXTENSIONS
    response["Tus-Checksum-Algorithm"] = ",".join(headers.ALGORITHMS)
    response["Tus-Max-Size"] = settings.UPLOAD_MAX_BYTES
    return response


def _not_allowed(methods: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": methods})
