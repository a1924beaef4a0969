"""A letter to an archive is begun beside a submission. Mounted by the admin."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from testimonies.claims.gaps import queries as gaps
from testimonies.correspondence.requests import actions as requests
from testimonies.correspondence.requests import wording
from testimonies.correspondence.requests.forms import Write
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Institution, OutsideArchive, Submission
from testimonies.review import beside, policies
from testimonies.review.queries import LOOKED


@dataclass(frozen=True)
class To:
    """To whom it goes; with neither, the address is typed in."""

    archive: OutsideArchive | None = None
    institution: Institution | None = None


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, reference: str) -> HttpResponse:
    user, submission = beside.staff(request), beside.seen(request, reference)
    if not policies.may_write(user, submission):
        raise PermissionDenied
    to = _chosen(request)
    if to is None:
        return _choose(request, submission)
    form = Write(request.POST or None, initial=_first_words(request, submission, to))
    if request.method == "POST" and form.is_valid():
        try:
            kept = requests.write(submission.pk, form.draft(to.archive, to.institution), by=user)
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            notices.success(request, _("It is kept. Read it once more, then send it."))
            return redirect("admin:testimonies_archiverequest_page", kept.uuid)
    custody.record(LOOKED, submission, by=user)
    page = beside.page(request, submission, form, _("Write to an archive")) | {"to": to}
    return TemplateResponse(request, "testimonies/correspondence/write_request.html", page)


def _choose(request: HttpRequest, submission: Submission) -> HttpResponse:
    archives = groupby(OutsideArchive.objects.all(), key=lambda each: each.country)
    page = beside.page(request, submission, Write(), _("Write to an archive")) | {
        "countries": [(country, list(each)) for country, each in archives],
        "institutions": list(Institution.objects.order_by("code")),
    }
    return TemplateResponse(request, "testimonies/correspondence/choose_archive.html", page)


def _chosen(request: HttpRequest) -> To | None:
    if code := request.GET.get("archive"):
        return To(archive=get_object_or_404(OutsideArchive, code=code))
    if code := request.GET.get("institution"):
        return To(institution=get_object_or_404(Institution, code=code))
    return To() if "other" in request.GET else None


def _first_words(request: HttpRequest, submission: Submission, to: To) -> dict[str, Any]:
    if to.archive is not None:
        return _to_archive(request, submission, to.archive)
    first: dict[str, Any] = {"answer_days": wording.USUAL_DAYS, "language": submission.language}
    if to.institution is not None:
        address = [to.institution.name, to.institution.postal_address]
        first |= {"recipient": "\n".join(each for each in address if each)}
        first |= {"email": to.institution.email}
    return first


def _to_archive(
    request: HttpRequest, submission: Submission, archive: OutsideArchive
) -> dict[str, Any]:
    language = archive.languages[0]
    first: dict[str, Any] = {
        "language": language,
        "recipient": wording.address_of(archive, language),
        "email": archive.email,
        "answer_days": archive.answer_days or wording.USUAL_DAYS,
    }
    basis, person = request.GET.get("basis"), request.GET.get("person")
    if basis and person:
        outlook = _outlook(submission, basis, person)
        first["subject"], first["body"] = wording.first_words(outlook, archive)
    return first


def _outlook(submission: Submission, basis: str, person: str) -> gaps.Outlook:
    """404 for what does not belong to this case."""
    for outlook in gaps.outlooks_under(submission.case, basis):
        if str(outlook.life.uuid) == person:
            return outlook
    raise Http404
