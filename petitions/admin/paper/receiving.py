"""Sheets are printed for tables and halls, come back, and their pages are scanned."""

from __future__ import annotations

import logging
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from petitions.admin.paper import places
from petitions.campaigns import queries as campaigns
from petitions.signing.paper import actions as paper
from petitions.signing.paper import scans, views
from petitions.signing.paper.forms import DeskPrintForm, RegisterForm, ScanForm
from testimonies.admin.desk import staff
from testimonies.errors import Refusal
from testimonies.evidence import inspection, size_limit

log = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    places.may_key(request)
    form = RegisterForm(request.POST or None, initial={"received_on": localdate()})
    if form.is_valid():
        told = dict(form.cleaned_data)
        told.pop("number")
        try:
            sheet = paper.register(form.found, **told, by=staff(request))
        except Refusal as no:
            form.add_error("number", str(no))
        else:
            messages.success(request, _("The sheet is registered. Now add its scan."))
            return redirect(places.address("page", sheet.uuid))
    words = {"form": form, "title": _("Register a sheet that came back")}
    return places.page(request, "register", words, _status(form.is_bound))


@require_GET
def print_sheets(request: HttpRequest) -> HttpResponse:
    """First the petition, then the rest: each petition has other institutions."""
    places.may_key(request)
    found = [each for each in campaigns.public() if each.is_open]
    slug = request.GET.get("petition", "")
    chosen = next((each for each in found if each.slug == slug), None)
    if chosen is None and len(found) == 1:
        chosen = found[0]
    words = {"title": _("Print sheets"), "petitions": found, "petition": chosen}
    if chosen is None:
        return places.page(request, "print", words)
    is_sent = "institution" in request.GET or "copies" in request.GET
    asked = request.GET if is_sent else None
    form = DeskPrintForm(chosen, asked, initial={"language": get_language()})
    if form.is_valid():
        return views.printed(form)
    return places.page(request, "print", words | {"form": form}, _status(form.is_bound))


@csrf_exempt  # the check follows, once it is said that this page takes files
def add_scan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    size_limit.take_files(request)
    return _add_scan(request, uuid)


@csrf_protect
@require_POST
def _add_scan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    sheet = places.sheet_of(request, uuid)
    form = ScanForm(request.POST, request.FILES)
    lost = size_limit.lost_on_the_way(request)
    if lost or not form.is_valid():
        if lost:
            form.errors.clear()
            form.add_error("file", lost)
        return _scan_refused(request, uuid, form)
    try:
        added = paper.add_scan(sheet.pk, form.cleaned_data["file"], by=staff(request))
    except Refusal as no:
        form.add_error("file", str(no))
    except OSError as error:
        log.error("a scan could not be kept: %s", error.strerror)
        form.add_error("file", inspection.no_room())
    else:
        sentence = _("The scan is there.") if added else _("We have this scan already.")
        messages.success(request, sentence)
        return redirect(places.address("page", uuid))
    return _scan_refused(request, uuid, form)


@require_GET
def scan(request: HttpRequest, uuid: UUID, scan: UUID) -> HttpResponse:
    found = get_object_or_404(places.sheet_of(request, uuid).scans, uuid=scan)
    try:
        picture = paper.hand_out(found, by=staff(request))
    except Refusal as no:
        raise Http404(str(no)) from no
    return HttpResponse(picture, content_type=scans.TYPE)


@require_POST
def remove_scan(request: HttpRequest, uuid: UUID, scan: UUID) -> HttpResponse:
    found = get_object_or_404(places.sheet_of(request, uuid).scans, uuid=scan)
    paper.remove_scan(found.pk, by=staff(request))
    messages.success(request, _("The picture is removed."))
    return redirect(places.address("page", uuid))


def _scan_refused(request: HttpRequest, uuid: UUID, form: ScanForm) -> HttpResponse:
    words = {"form": form, "title": _("Add a scan"), "sheet": places.sheet_of(request, uuid)}
    return places.page(request, "scan", words, HTTPStatus.UNPROCESSABLE_ENTITY)


def _status(is_refused: bool) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
