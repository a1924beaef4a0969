"""The page on which a testimony is weighed, beside its submission. Mounted by the admin."""

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
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Submission
from testimonies.weighing import actions as weighing
from testimonies.weighing import policies, queries
from testimonies.weighing.forms import Weigh
from testimonies.weighing.rules import IN_PLAIN_WORDS

LOOKED = "submission.viewed"


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, reference: str) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    found = Submission.objects.visible_to(user).select_related("case", "testimony")
    submission = get_object_or_404(found, reference=reference, testimony__isnull=False)
    may = policies.may_weigh(user, submission)
    form = Weigh(request.POST or None, submission=submission)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            try:
                weighing.weigh(submission.testimony.pk, form.finding(), by=user)
            except Refusal as no:
                form.add_error(None, str(no))
            else:
                messages.success(request, _("It is written down."))
                return redirect("admin:testimonies_submission_weigh", reference)
    custody.record(LOOKED, submission, by=user)
    testimony = submission.testimony
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": reference,
        "heading": _("How well it is supported"),
        "submission": submission,
        "testimony": testimony,
        "public_words": IN_PLAIN_WORDS[testimony.verification],
        "history": queries.history(testimony, reader=user),
        "form": form,
        "may": may,
    }
    return TemplateResponse(request, "testimonies/weighing/page.html", context)
