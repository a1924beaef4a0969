"""Who has how much in hand, and giving it into other hands. Mounted by the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from testimonies.care.forms import ShareOut
from testimonies.care.team import policies, queries
from testimonies.errors import Refusal
from testimonies.review import beside
from testimonies.review.taking import actions as taking
from testimonies.templatetags.components import language_name


@require_GET
def team(request: HttpRequest) -> HttpResponse:
    user = beside.staff(request)
    if not user.has_perm(policies.COORDINATE):
        raise PermissionDenied
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("Who has what in hand"),
        "team": [(each, _agreed(each)) for each in queries.team(user)],
    }
    return TemplateResponse(request, "testimonies/care/team.html", context)


@require_http_methods(["GET", "POST"])
def share_out(request: HttpRequest, reference: str) -> HttpResponse:
    user, submission = beside.opened(request, reference, policies.COORDINATE)
    told = request.POST if request.method == "POST" else None
    form = ShareOut(told, colleagues=policies.who_may_have(submission))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            taking.share_out(submission.pk, to=said["to"], note=said["note"], by=user)
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("It is in your colleague’s hands now, with your note."))
            return redirect("admin:testimonies_submission_team")
    context = beside.page(request, submission, form, _("Give it into other hands"))
    context |= {"in_hand": submission.queued}
    return TemplateResponse(request, "testimonies/care/share_out.html", context)


def _agreed(each: queries.Colleague) -> dict[str, str]:
    return {
        "languages": ", ".join(language_name(code) for code in each.languages),
        "days": ", ".join(str(WEEKDAYS[day - 1]) for day in sorted(each.days)),
    }
