"""The page on which a claim is checked: the list, and beside it what is missing as proof."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from testimonies.claims.completeness import actions as completeness
from testimonies.claims.completeness.forms import Check
from testimonies.claims.gaps import queries as gaps
from testimonies.claims.warnings import queries as warnings
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Submission
from testimonies.review import policies
from testimonies.review.queries import LOOKED


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, reference: str) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    found = Submission.objects.visible_to(user).select_related("case", "claim")
    submission = get_object_or_404(found, reference=reference, claim__isnull=False)
    may = policies.may_record(user, submission)
    form = Check(request.POST or None, claim=submission.claim)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            try:
                completeness.tick(submission.claim.pk, form.answers(), by=user)
            except Refusal as no:
                form.add_error(None, str(no))
            else:
                messages.success(request, _("What you ticked is kept."))
                return redirect("admin:testimonies_submission_completeness", reference)
    custody.record(LOOKED, submission, by=user)
    outlooks = gaps.outlooks(submission.case)
    nearest = [each for each in outlooks if each.basis.country == outlooks[0].basis.country]
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": reference,
        "heading": _("Is the claim complete?"),
        "submission": submission,
        "form": form,
        "ticked": submission.claim.points.select_related("by").order_by("-at"),
        "outlooks": nearest,
        "warnings": warnings.of(submission.claim, reader=user),
        "missing": completeness.missing(submission.claim),
        "may": may,
    }
    return TemplateResponse(request, "testimonies/claims/desk/completeness.html", context)
