"""How one works, the next case that fits, and what a case tells of. Mounted by the admin."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from testimonies.care import actions as care
from testimonies.care import queries, topics
from testimonies.care.forms import Notes, Ways
from testimonies.custody import log as custody
from testimonies.models import StoredFile
from testimonies.models.evidence import FileRole, Scan
from testimonies.review import beside
from testimonies.review import queries as review
from testimonies.review.taking import policies as taking

READS = "testimonies.view_submission"
QUEUE = "admin:testimonies_submission_changelist"
SCREEN = "admin:testimonies_submission_screen"


@require_http_methods(["GET", "POST"])
def own_way(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    kept = {
        name: sorted(value) if isinstance(value, frozenset) else value or ""
        for name, value in asdict(queries.own_way(user)).items()
    }
    form = Ways(request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.is_valid():
        care.keep(form.own_way(), by=user)
        messages.success(request, _("It is kept, and holds from now on."))
        return redirect("admin:testimonies_submission_own_way")
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("How I work"),
        "form": form,
    }
    return TemplateResponse(request, "testimonies/care/own_way.html", context)


@require_GET
def next_case(request: HttpRequest) -> HttpResponse:
    """It leads to the case and changes nothing. Why something was left out is said to nobody."""
    user = _reader(request)
    way = queries.own_way(user)
    if way.most_in_hand is not None and queries.many_in_hand(user) >= way.most_in_hand:
        messages.info(request, _("You have as many in hand as you wanted. Take your time."))
        return redirect(QUEUE)
    found = queries.next_for(user, way)
    if found is None:
        messages.info(request, _("Nothing else that fits you waits now. Look again tomorrow."))
        return redirect(QUEUE)
    return redirect(SCREEN, found.reference)


@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, reference: str) -> HttpResponse:
    user, submission = beside.opened(request, reference, READS)
    may = taking.may_take(user, submission)
    if request.method == "POST" and not may:
        raise PermissionDenied
    noted = topics.noted_in([submission.pk], reader=user).get(submission.pk, [])
    there = [each.topic for each in noted if each.is_there]
    form = Notes(request.POST if request.method == "POST" else None, initial={"topics": there})
    if request.method == "POST" and form.is_valid():
        care.note(submission.pk, form.cleaned_data["topics"], by=user)
        messages.success(request, _("It is noted. Thank you, also from whoever reads it next."))
        return redirect(SCREEN, reference)
    custody.record(review.LOOKED, submission, by=user)
    context = beside.page(request, submission, form, _("What may be hard to read"))
    context |= {"may": may, "noted": noted}
    return TemplateResponse(request, "testimonies/care/notes.html", context)


@require_GET
def in_grey(request: HttpRequest, reference: str, paper: UUID) -> HttpResponse:
    """A picture without its colours; anything else is opened as it is."""
    _user, submission = beside.opened(request, reference, "testimonies.view_evidence")
    found = get_object_or_404(review.papers_of(submission), uuid=paper, removed_at=None)
    address = "admin:testimonies_submission_paper", reference, paper
    pictures = StoredFile.objects.filter(evidence=found, role=FileRole.ACCESS, scan=Scan.CLEAN)
    if not pictures.filter(detected_type__startswith="image/").exists():
        return redirect(*address)
    heading = _("In grey")
    context = admin.site.each_context(request) | {
        "title": submission.reference,
        "heading": heading,
        "submission": submission,
        "paper": found,
    }
    return TemplateResponse(request, "testimonies/care/in_grey.html", context)


def _reader(request: HttpRequest) -> User:
    user = beside.staff(request)
    if not user.has_perm(READS):
        raise PermissionDenied
    return user
