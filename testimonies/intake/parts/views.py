"""The list of tasks: what is done, what is not, and the way back in, on any day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from testimonies.intake.drafts import actions as drafts
from testimonies.intake.flow import Flow
from testimonies.intake.guard import for_holder
from testimonies.intake.parts import rules
from testimonies.models import Draft
from testimonies.models.channel import Channel


@for_holder
def tasks(request: HttpRequest, flow: Flow, draft: Draft) -> HttpResponse:
    """Every part with its state. The button goes on where something is left, or to the check."""
    filled = flow.filled(draft)
    if request.method == "POST":
        drafts.visit(draft.pk, at_page="tasks")
        step = "paused" if "pause" in request.POST else rules.next_page(filled)
        return redirect(flow.url(draft, step))
    shown, is_own = rules.tasks(filled), draft.channel == Channel.WEB
    page = {
        "title": _("Your claim, part by part") if is_own else _("The claim, part by part"),
        "tasks": [(task, flow.url(draft, task.page.key)) for task in shown],
        "is_ready": not any(filled.unfinished()),
        "check_url": flow.url(draft, "check"),
        "draft": draft,
    }
    return render(request, "testimonies/intake/tasks.html", page)
