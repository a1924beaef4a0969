"""One's own days away. Mounted by the admin beside the queue."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from testimonies.errors import Refusal
from testimonies.review.absence import actions as absence
from testimonies.review.absence import queries
from testimonies.review.absence.forms import Away


@require_http_methods(["GET", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    user = _staff(request)
    form = Away(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            absence.announce(**form.cleaned_data, by=user)
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("It is written down: nothing is given to you then."))
            return redirect("admin:testimonies_submission_away")
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("When I am away"),
        "form": form,
        "own": queries.of(user),
    }
    return TemplateResponse(request, "testimonies/review/away.html", context)


@require_POST
def back(request: HttpRequest) -> HttpResponse:
    absence.come_back(by=_staff(request))
    messages.success(request, _("You are here again."))
    return redirect("admin:testimonies_submission_away")


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.has_perm(
        "testimonies.view_submission"
    ):
        raise PermissionDenied
    return request.user
