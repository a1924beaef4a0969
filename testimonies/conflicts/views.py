"""The page on which a colleague is kept away from a case. Mounted by the admin."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from testimonies.conflicts import actions as conflicts
from testimonies.conflicts import policies
from testimonies.conflicts.forms import ColleagueKeepsAway
from testimonies.custody import log as custody
from testimonies.models.conflict import Tie
from testimonies.review import beside

LOOKED = "submission.viewed"


@require_http_methods(["GET", "POST"])
def colleague(request: HttpRequest, reference: str) -> HttpResponse:
    user, submission = beside.opened(request, reference, policies.READS)
    if not policies.may_say_it_of_others(user):
        raise PermissionDenied
    form = ColleagueKeepsAway(request.POST or None, by=user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        conflicts.declare(submission.reference, Tie(said["tie"]), of=said["of"], by=user)
        messages.success(request, _("Your colleague sees nothing of this case any more."))
        return redirect("admin:testimonies_submission_screen", reference)
    custody.record(LOOKED, submission, by=user)
    context = beside.page(request, submission, form, _("A colleague keeps away"))
    return TemplateResponse(request, "testimonies/conflicts/colleague.html", context)
