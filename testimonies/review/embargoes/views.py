"""The list of testimonies whose waiting time is over. Mounted by the admin; names nobody."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from testimonies.models import Submission
from testimonies.review.embargoes import queries

MOST_SHOWN = 200


@require_GET
def over(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("testimonies.view_submission"):
        raise PermissionDenied
    seen = Submission.objects.visible_to(request.user)
    due = queries.due().filter(submission__in=seen).select_related("submission")
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("Waiting time over"),
        "due": due.order_by("embargo_until", "pk")[:MOST_SHOWN],
    }
    return TemplateResponse(request, "testimonies/review/embargoes.html", context)
