"""What is still missing as proof: for the submitter behind the return code, and for the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin
from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from testimonies import limits
from testimonies.claims.gaps import actions as gaps
from testimonies.claims.gaps import letter, queries, wording
from testimonies.correspondence.requests import queries as outward
from testimonies.custody import log as custody
from testimonies.intake.inbox import queries as inbox
from testimonies.models import Case, OutsideArchive, Submission
from testimonies.models.wording import in_this_language
from testimonies.review import policies
from testimonies.review.queries import LOOKED

if TYPE_CHECKING:
    from testimonies.claims.gaps.queries import Outlook


def overview(request: HttpRequest, handle: str) -> HttpResponse:
    """Every scheme, and how many things are missing for it."""
    case = inbox.case_of(request, handle)
    found = queries.outlooks(case)
    several = len({outlook.life.uuid for outlook in found}) > 1
    page = {"case": case, "outlooks": found, "is_of_several": several}
    return render(request, "testimonies/claims/gaps/overview.html", page)


def scheme(request: HttpRequest, handle: str, basis: str) -> HttpResponse:
    """What one scheme asks, what is here, what is missing, and whom to write to."""
    case = inbox.case_of(request, handle)
    found = queries.outlooks_under(case, basis)
    if not found:
        raise Http404
    page = {
        "case": case,
        "outlooks": found,
        "basis": found[0].basis,
        "decided_by": in_this_language(found[0].basis.decided_by),
        "law": wording.about(found[0].basis),
        "unchecked": _("No check was written down yet"),
    }
    return render(request, "testimonies/claims/gaps/scheme.html", page)


def archive_letter(
    request: HttpRequest, handle: str, basis: str, archive: str, person: UUID
) -> HttpResponse:
    """The letter to read; and, by a button, as a file."""
    case = inbox.case_of(request, handle)
    outlook, to = _chosen(case, basis, archive, person)
    if request.method == "POST" and not limits.exceeds(limits.ARCHIVE_LETTERS, request):
        return _made(request, outlook, to)
    if request.method == "POST":
        notices.error(request, _("Too many letters were made here within an hour. Try later."))
        return redirect(request.path)
    page = {"case": case, "outlook": outlook, "archive": to, "letter": letter.compose(outlook, to)}
    return render(request, "testimonies/claims/gaps/letter.html", page)


@require_GET
def desk(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for staff: every look leaves its line."""
    submission = _submission(request, reference)
    custody.record(LOOKED, submission, by=_staff(request))
    page: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("What is still missing as proof"),
        "submission": submission,
        "outlooks": queries.outlooks(submission.case),
        "may_print": policies.may_write(_staff(request), submission),
    }
    return TemplateResponse(request, "testimonies/review/gaps.html", page)


@require_POST
def desk_letter(
    request: HttpRequest, reference: str, basis: str, archive: str, person: UUID
) -> HttpResponse:
    submission = _submission(request, reference)
    if not policies.may_write(_staff(request), submission):
        raise PermissionDenied
    outlook, to = _chosen(submission.case, basis, archive, person)
    words = letter.compose(outlook, to).text()
    if obstacle := outward.obstacle(submission, words):  # as for every letter of the desk
        notices.error(request, obstacle)
        return redirect("admin:testimonies_submission_proof", reference)
    return _made(request, outlook, to, by=_staff(request))


def _made(
    request: HttpRequest, outlook: Outlook, archive: OutsideArchive, *, by: User | None = None
) -> HttpResponse:
    """SECURITY: it names people. It goes to this browser, and the file's name says nothing."""
    form = "text" if request.POST.get("form") == "text" else "pdf"
    composed = letter.compose(outlook, archive)
    content = composed.text().encode() if form == "text" else composed.pdf(at=now())
    gaps.note_letter(outlook, archive, form=form, by=by)
    kind, ending = (
        ("text/plain; charset=utf-8", "txt")
        if form == "text"
        else (
            "application/pdf",
            "pdf",
        )
    )
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{archive.code}.{ending}"'
    return response


def _chosen(case: Case, basis: str, archive: str, person: UUID) -> tuple[Outlook, OutsideArchive]:
    """404 for what does not belong to this case, or cannot help it."""
    for outlook in queries.outlooks_under(case, basis):
        for each in outlook.archives:
            if outlook.life.uuid == person and each.code == archive:
                return outlook, each
    raise Http404


def _submission(request: HttpRequest, reference: str) -> Submission:
    found = Submission.objects.visible_to(request.user).select_related("case")
    return get_object_or_404(found, reference=reference)


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
