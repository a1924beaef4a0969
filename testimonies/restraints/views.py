"""The page on which a case is held back or let go on. Mounted by the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Submission
from testimonies.models.restraint import Restrains
from testimonies.restraints import actions as restraints
from testimonies.restraints import policies, queries
from testimonies.restraints.actions import Why
from testimonies.restraints.forms import BEGIN, End
from testimonies.review import beside

LOOKED = "submission.viewed"
PAGE = "admin:testimonies_submission_restraints"


@require_GET
def page(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, beside.seen(request, reference))


@require_POST
def begin(request: HttpRequest, reference: str, kind: Restrains) -> HttpResponse:
    submission, user = beside.seen(request, reference), _who_may(request)
    form = BEGIN[kind](request.POST, prefix=kind)
    if not form.is_valid():
        return _page(request, submission, kind, form)
    why = Why(form.cleaned_data["ground"], form.cleaned_data["why"])
    try:
        restraints.begin(submission.case_id, kind, why, by=user)
    except Refusal as no:
        form.add_error(None, str(no))
        return _page(request, submission, kind, form)
    done = {
        Restrains.SUSPENSION: _("It is suspended: nobody outside sees any of it now."),
        Restrains.LEGAL_HOLD: _("It is on legal hold: nothing of it is erased now."),
    }
    messages.success(request, done[kind])
    return redirect(PAGE, reference)


@require_POST
def end(request: HttpRequest, reference: str, kind: Restrains) -> HttpResponse:
    submission, user = beside.seen(request, reference), _who_may(request)
    form = End(request.POST, prefix=kind)
    if not form.is_valid():
        return _page(request, submission, kind, form)
    try:
        restraints.end(submission.case_id, kind, by=user, why=form.cleaned_data["why"])
    except Refusal as no:
        form.add_error(None, str(no))
        return _page(request, submission, kind, form)
    messages.success(request, _("It goes on as it was."))
    return redirect(PAGE, reference)


def _page(
    request: HttpRequest,
    submission: Submission,
    kind: Restrains | None = None,
    failed: forms.Form | None = None,
) -> HttpResponse:
    user = beside.staff(request)
    custody.record(LOOKED, submission, by=user)
    now = queries.kinds(submission.case_id)
    offered = {
        each: failed
        if each == kind and failed
        else (End(prefix=each) if each in now else BEGIN[each](prefix=each))
        for each in Restrains
    }
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": submission.reference,
        "heading": _("Safety and legal hold"),
        "submission": submission,
        "suspend": offered[Restrains.SUSPENSION],
        "hold": offered[Restrains.LEGAL_HOLD],
        "is_suspended": Restrains.SUSPENSION in now,
        "is_held": Restrains.LEGAL_HOLD in now,
        "form": failed,
        "history": queries.history(submission.case),
        "may": policies.may_restrain(user),
    }
    return TemplateResponse(request, "testimonies/restraints/page.html", context)


def _who_may(request: HttpRequest) -> User:
    user = beside.staff(request)
    if not policies.may_restrain(user):
        raise PermissionDenied
    return user
