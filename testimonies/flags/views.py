"""The page of doubts about third persons, beside a submission. Mounted by the admin."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.flags import actions as flags
from testimonies.flags import policies, queries
from testimonies.flags.forms import Close, Raise
from testimonies.models import Submission
from testimonies.review import beside
from testimonies.review.undoing import actions as undoing
from testimonies.review.undoing import queries as undone

LOOKED = "submission.viewed"
PAGE = "admin:testimonies_submission_flags"


@require_GET
def page(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, beside.seen(request, reference))


@require_POST
def raise_flag(request: HttpRequest, reference: str) -> HttpResponse:
    submission, user = beside.seen(request, reference), _who_may(request)
    form = Raise(request.POST, submission=submission)
    if not form.is_valid():
        return _page(request, submission, form)
    try:
        act = partial(flags.raise_flag, submission.pk, form.doubt(), by=user)
        undoing.keep(submission, act, by=user, verb="raise-doubt")
    except Refusal as no:
        form.add_error(None, str(no))
        return _page(request, submission, form)
    messages.success(request, _("It is written down. Nothing of it becomes public meanwhile."))
    return redirect(PAGE, reference)


@require_POST
def close(request: HttpRequest, reference: str, flag: UUID) -> HttpResponse:
    submission, user = beside.seen(request, reference), _who_may(request)
    found = get_object_or_404(submission.flags.all(), uuid=flag)
    form = Close(request.POST, prefix=str(flag)[:8])
    if not form.is_valid():
        return _page(request, submission, form, flag)
    try:
        act = partial(flags.close, found.pk, by=user, **form.cleaned_data)
        undoing.keep(submission, act, by=user, verb="close-doubt")
    except Refusal as no:
        form.add_error(None, str(no))
        return _page(request, submission, form, flag)
    messages.success(request, _("The doubt is closed."))
    return redirect(PAGE, reference)


def _page(
    request: HttpRequest,
    submission: Submission,
    failed: forms.Form | None = None,
    flag: UUID | None = None,
) -> HttpResponse:
    user = beside.staff(request)
    custody.record(LOOKED, submission, by=user)
    told = queries.of(submission, reader=user.pk)
    raising = failed if failed is not None and flag is None else Raise(submission=submission)
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": submission.reference,
        "heading": _("Doubts about other people"),
        "submission": submission,
        "open_decision": undone.open_to(submission, user),
        "raise": raising,
        "told": [
            (each, failed if each.uuid == flag else Close(prefix=str(each.uuid)[:8]))
            for each in told
        ],
        "form": failed,
        "may": policies.may_doubt(user),
    }
    return TemplateResponse(request, "testimonies/flags/page.html", context)


def _who_may(request: HttpRequest) -> User:
    user = beside.staff(request)
    if not policies.may_doubt(user):
        raise PermissionDenied
    return user
