"""The button by which whoever has just decided takes it back. Mounted by the admin."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from testimonies.errors import Refusal
from testimonies.models import OpenDecision
from testimonies.review import beside, views
from testimonies.review.taking import policies as taking
from testimonies.review.undoing import actions as undoing
from testimonies.review.verbs import VERBS

NOTHING = UUID(int=0)
SCREEN = "admin:testimonies_submission_screen"


@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """What was typed stands in its form again, so that a slip of the hand costs no words."""
    submission, user = beside.seen(request, reference), beside.staff(request)
    if not taking.may_take(user, submission):
        raise PermissionDenied
    try:
        decision = undoing.take_back(submission.pk, _asked(request), by=user)
    except Refusal as no:
        messages.error(request, str(no))
        return redirect(SCREEN, reference)
    messages.success(
        request, _("It is taken back, as if it had not been. Custody shows that you did both.")
    )
    return _with_what_was_typed(request, reference, decision)


def _with_what_was_typed(
    request: HttpRequest, reference: str, decision: OpenDecision
) -> HttpResponse:
    verb, said = VERBS.get(decision.verb), decision.before["said"]
    if verb is None or not said:
        return redirect(SCREEN, reference)
    return views.again(request, reference, verb, verb.form(initial=said, prefix=verb.slug))


def _asked(request: HttpRequest) -> UUID:
    """SECURITY: of two tabs the older one takes back what stands on it, and nothing else."""
    try:
        return UUID(request.POST.get("decision", ""))
    except ValueError:
        return NOTHING
