"""Papers, photographs and recordings that are added after handing in."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.intake import questions
from testimonies.intake.adding.forms import Supports
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.guard import asks_for_code, takes_files
from testimonies.intake.inbox import queries as inbox
from testimonies.intake.inbox import states
from testimonies.intake.papers import queries as papers
from testimonies.intake.papers import taking
from testimonies.models import Submission

TAKES = questions.PAPERS.form


@takes_files
@asks_for_code
def add(request: HttpRequest, handle: str, reference: str) -> HttpResponse:
    """Files one by one, as when something is told; then a button hands them in together."""
    submission = inbox.submission_of(request, handle, reference)
    if states.is_taken_back(submission):
        raise Http404
    new = papers.new_papers_of(submission.case)
    about = Circumstances(new_papers=tuple((str(each.first.uuid), each.name) for each in new))
    form, supports = TAKES({}, about=about, quiet=True), Supports(submission)
    if request.method == "POST":
        if taking.CHANGES & request.POST.keys():
            taking.change(taking.Place(submission.case), request.POST)
            return redirect(request.path)
        form = TAKES(TAKES.take(request.POST), about=about, files=request.FILES)
        taken = taking.take(request, taking.Place(submission.case), form)
        supports = Supports(submission, request.POST)
        if "file" not in form.errors and supports.is_valid():
            if taken or "add" in request.POST or "keep" in request.POST:
                return redirect(request.path)
            return _hand_in(request, submission, supports)
    page = {
        "case": submission.case,
        "submission": submission,
        "form": form,
        "supports": supports,
        "papers": new,
        "interrupted": papers.interrupted_in(submission.case),
        "most": taking.most(),
    }
    response = render(request, "testimonies/intake/adding.html", page)
    response["Permissions-Policy"] = taking.RECORDING_ONLY
    return response


def _hand_in(request: HttpRequest, submission: Submission, supports: Supports) -> HttpResponse:
    try:
        count = evidence.add_later(submission.pk, heads=supports.cleaned_data.get("heads", []))
    except Refusal as refusal:
        notices.error(request, str(refusal))
        return redirect(inbox.home_of(submission.case))
    if not count:
        notices.error(request, _("There is no new file yet. Choose one, and add it first."))
        return redirect(request.path)
    said = ngettext(
        "%(count)s file has been added. Two people read it before it is used.",
        "%(count)s files have been added. Two people read them before they are used.",
        count,
    )
    notices.success(request, said % {"count": count})
    return redirect(inbox.home_of(submission.case))
