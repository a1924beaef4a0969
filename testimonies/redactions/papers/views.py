"""One paper, page by page, or one recording, of which areas or times are covered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import confined, in_part, keeping
from testimonies.evidence.kinds import PDF
from testimonies.models import CustodyEvent, Evidence, Recording, StoredFile, Submission
from testimonies.models.evidence import FileRole, Scan
from testimonies.redactions import actions as redactions
from testimonies.redactions import policies, queries, shown
from testimonies.redactions.forms import CoverAreas, CoverTimes
from testimonies.redactions.views import LOOKED, decider, staff, submission_of

NAME = "testimonies_submission_redactions_paper"
AN_OPENING = timedelta(hours=1)
Form = CoverAreas | CoverTimes


def urls(view: Callable[..., Any]) -> list[URLPattern]:
    """`view` is the admin's own door."""
    place = "<str:reference>/redactions/papers/<uuid:paper>/"
    return [
        path(place, view(page), name=NAME),
        path(f"{place}<int:number>/", view(page), name=f"{NAME}_page"),
        path(f"{place}<int:number>/picture/", view(picture), name=f"{NAME}_picture"),
        path(f"{place}<int:number>/cover/", view(cover), name=f"{NAME}_cover"),
        path(f"{place}heard/", view(heard), name=f"{NAME}_heard"),
        path(f"{place}covered/", view(covered), name=f"{NAME}_covered"),
        path(
            f"{place}covered/small/",
            view(covered),
            {"role": FileRole.REDACTED_THUMBNAIL},
            name=f"{NAME}_covered_small",
        ),
    ]


@require_GET
def page(request: HttpRequest, reference: str, paper: UUID, number: int = 1) -> HttpResponse:
    decider(request)
    submission = submission_of(request, reference)
    found, copy = _copy_of(submission, paper)
    return _page(request, submission, found, copy, number)


@require_POST
def cover(request: HttpRequest, reference: str, paper: UUID, number: int) -> HttpResponse:
    user = decider(request)
    submission = submission_of(request, reference)
    found, copy = _copy_of(submission, paper)
    form = _form(copy, number, request.POST)
    if not form.is_valid():
        return _page(request, submission, found, copy, number, form)
    try:
        if isinstance(form, CoverTimes):
            redactions.propose_times(found.pk, form.said(), by=user)
        else:
            redactions.propose_areas(found.pk, form.said(), by=user)
    except Refusal as no:
        form.add_error("from_1" if isinstance(form, CoverTimes) else "left_1", str(no))
        return _page(request, submission, found, copy, number, form)
    messages.success(request, _("Proposed. Somebody else decides, and until then nothing leaves."))
    return redirect(f"admin:{NAME}_page", reference, paper, number)


@require_POST
def heard(request: HttpRequest, reference: str, paper: UUID) -> HttpResponse:
    user = decider(request)
    found, _copy = _copy_of(submission_of(request, reference), paper)
    if not policies.may_hear(user, found.case_id):
        raise PermissionDenied
    try:
        redactions.hear(found.pk, by=user, seen=request.POST.get("seen", ""))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Thank you. Its sound goes again where consent lets it go."))
    return redirect(f"admin:{NAME}", reference, paper)


@require_GET
def picture(request: HttpRequest, reference: str, paper: UUID, number: int) -> HttpResponse:
    """One page of the clean copy as a picture. The line in custody is that of the page around."""
    user = decider(request)
    found, copy = _copy_of(submission_of(request, reference), paper)
    if queries.is_played(copy):
        raise Http404
    if not _was_opened(user, found, number):  # asked for by its own address
        custody.record(LOOKED, found, by=user, page=number)
    with keeping.at_hand(copy.path) as here:
        if copy.detected_type != PDF:
            return HttpResponse(here.read_bytes(), content_type="image/jpeg")
        target = here.with_name("page.jpg")
        if not confined.page(here, target, number):
            raise Http404
        return HttpResponse(target.read_bytes(), content_type="image/jpeg")


@require_GET
def covered(
    request: HttpRequest, reference: str, paper: UUID, role: FileRole = FileRole.REDACTED
) -> HttpResponseBase:
    """The copy in which it is covered, as it leaves; or a small grey picture of it."""
    user, submission = staff(request), submission_of(request, reference)
    found = get_object_or_404(submission.evidence.in_use(), uuid=paper)
    try:
        copy = evidence.hand_out(found.uuid, by=user, role=role, is_part=in_part.is_asked(request))
    except Refusal as no:
        raise Http404(str(no)) from no
    name = f"{reference}-{found.pk}-covered"
    return in_part.answer(request, copy, name=name, is_shown=copy.type != PDF)


def _page(
    request: HttpRequest,
    submission: Submission,
    paper: Evidence,
    copy: StoredFile,
    number: int,
    failed: Form | None = None,
) -> HttpResponse:
    pages = _pages(copy)
    if not 1 <= number <= max(1, pages):
        raise Http404
    user = staff(request)
    custody.record(LOOKED, paper, by=user, page=number)
    own = [each for each in shown.redactions_of(submission, user) if _is_of(each, paper)]
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": shown.name_of(paper),
        "heading": _("What of this paper is covered"),
        "submission": submission,
        "paper": paper,
        "name": shown.name_of(paper),
        "plays": _family(copy) if queries.is_played(copy) else "",
        "number": number,
        "pages": range(1, pages + 1),
        "boxes": shown.boxes_on(paper, number),
        "redactions": own,
        "has_covered_copy": paper.files.filter(role=FileRole.REDACTED).exists(),
        "has_small": paper.files.filter(role=FileRole.REDACTED_THUMBNAIL).exists(),
        "form": failed or _form(copy, number),
        "may_cover": policies.may_cover(user),
        **_unheard(paper, copy),
        "may_hear": policies.may_hear(user, paper.case_id),
        "is_under_seal": policies.is_covered_under_seal(paper.case_id),
    }
    return TemplateResponse(request, "testimonies/redactions/paper.html", context)


def _was_opened(user: User, paper: Evidence, number: int) -> bool:
    """The page around it, within the last hour."""
    lines = CustodyEvent.objects.filter(subject_kind="evidence", subject=str(paper.uuid))
    own = lines.filter(event=LOOKED, by=user, at__gt=now() - AN_OPENING)
    return own.filter(detail__page=number).exists()


def _unheard(paper: Evidence, copy: StoredFile) -> dict[str, Any]:
    is_unheard = queries.is_played(copy) and queries.is_unheard(paper)
    covered = queries.words_covered_at(paper.case_id) if is_unheard else None
    return {"is_unheard": is_unheard, "seen": covered.isoformat() if covered else ""}


def _is_of(each: shown.Shown, paper: Evidence) -> bool:
    return each.redaction.evidence_id == paper.pk


def _form(copy: StoredFile, number: int, sent: Any = None) -> Form:
    if queries.is_played(copy):
        return CoverTimes(sent, is_film=_family(copy) == "video", length=lambda: _length(copy))
    return CoverAreas(sent, page=number)


def _pages(copy: StoredFile) -> int:
    if copy.detected_type != PDF:
        return 1
    with keeping.at_hand(copy.path) as here:
        return confined.pages(here, kind=PDF)


def _length(copy: StoredFile) -> float:
    """In seconds, of what is played: a time after its end would cover nothing."""
    known = Recording.objects.filter(evidence=copy.evidence_id).exclude(duration_ms=None).first()
    if known is not None:
        return (known.duration_ms or 0) / 1000
    with keeping.at_hand(copy.path) as here:
        return confined.length(here, kind=copy.detected_type) / 1000


def _copy_of(submission: Submission, paper: UUID) -> tuple[Evidence, StoredFile]:
    found = get_object_or_404(submission.evidence.of_the_matter(), uuid=paper)
    copy = found.files.filter(role=FileRole.ACCESS, scan=Scan.CLEAN).first()
    if copy is None:
        raise Http404
    return found, copy


def _family(copy: StoredFile) -> str:
    return copy.detected_type.partition("/")[0]
