"""What a form with a file sends: kept whatever else is on the page, or said why not."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies import limits, nudge, tasks
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import inspection, size_limit
from testimonies.evidence.actions import About
from testimonies.evidence.uploads import actions as uploads
from testimonies.intake.asking import PageForm
from testimonies.intake.papers import queries
from testimonies.models import Case, Draft, StoredFile

log = logging.getLogger(__name__)

CHANGES = {"remove", "earlier", "forget"}
#: Of what other pages never ask for: here a voice or a film may be recorded.
RECORDING_ONLY = "microphone=(self), camera=(self), geolocation=(), payment=(), usb=()"


def most() -> dict[str, int]:
    """How large a file may be: in megabytes, and a recording in gigabytes."""
    return {
        "paper": settings.PAPER_MAX_BYTES >> 20,
        "recording": settings.UPLOAD_MAX_BYTES >> 30,
        "form": settings.EVIDENCE_MAX_BYTES >> 20,
    }


@dataclass(frozen=True)
class Place:
    """To what a paper is added: to a draft, or to what was handed in before."""

    case: Case
    draft: Draft | None = None
    by: User | None = None  # somebody of the staff who adds it


def take(request: HttpRequest, place: Place, form: PageForm) -> StoredFile | None:
    """Keep the file if there is one; where it cannot be taken the form says why."""
    form.is_valid()
    if lost := size_limit.lost_on_the_way(request):
        form.add_error("file", lost)
        return None
    if not request.FILES.get("file") and not _sent(request):
        return None
    if limits.exceeds(limits.UPLOADS, request):
        form.add_error("file", _("Too many files came from here within an hour. Try again later."))
        return None
    try:
        original = _keep(request, place, form.cleaned_data)
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return None
    except OSError as error:
        log.error("a paper could not be kept: %s", error.strerror)
        form.add_error("file", inspection.no_room())
        return None
    nudge.after_commit(tasks.make_access_copy, original.pk)
    return original


def change(place: Place, sent: QueryDict) -> None:
    """Take a page back, put it before the one above it, or let a recording go."""
    for upload in queries.interrupted_in(place.case):
        if str(upload.uuid) == sent.get("forget"):
            uploads.drop(upload.pk)
    for paper in queries.new_papers_of(place.case, place.draft):
        for each in paper.pages:
            if str(each.uuid) == sent.get("remove"):
                evidence.remove(each.pk)
            elif str(each.uuid) == sent.get("earlier"):
                evidence.move_earlier(each.pk)


def _keep(request: HttpRequest, place: Place, answers: Mapping[str, str]) -> StoredFile:
    """What came in pieces before the form, or else with it."""
    kind, caption = answers.get("kind", ""), answers.get("caption", "")
    about = About(kind, caption, _uuid(answers.get("part_of", "")), place.draft, place.by)
    case_id = place.case.pk
    if sent := _sent(request):
        digest = request.POST.get("sha256", "")
        return uploads.take(case_id, _uuid(sent) or UUID(int=0), about, sha256=digest)
    upload = cast("UploadedFile[bytes]", request.FILES["file"])
    return evidence.receive_about(case_id, upload, about)


def _sent(request: HttpRequest) -> str:
    """What came in pieces: just now, or before a recording was interrupted."""
    return request.POST.get("upload") or request.POST.get("keep") or ""


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
