"""The page on which a seal is opened. Mounted by the admin, behind a fresh login."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from testimonies.errors import Refusal
from testimonies.intake import answered
from testimonies.redactions import actions as redactions
from testimonies.redactions import answers as covering
from testimonies.redactions import policies as covers
from testimonies.redactions.forms import CoverWords
from testimonies.review import beside, policies
from testimonies.review.forms import WhyOpen
from testimonies.review.sealed import actions as sealed

#: Kept in custody, as what whoever opened it wrote.
TO_COVER = "To cover words of it."


def _seal(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks why, and shows the words once; nothing of it stays in the browser."""
    user, submission = beside.opened(request, reference, policies.OPEN_SEAL)
    form = WhyOpen(request.POST or None)
    page = beside.page(request, submission, form, _("Under seal"))
    if request.method == "POST" and form.is_valid():
        try:
            opened = sealed.open_seal(submission.pk, by=user, reason=form.cleaned_data["reason"])
            page["answered"] = answered.under_seal(opened)
            page["cover"] = CoverWords(answers=covering.under_seal(submission))
        except Refusal as no:
            form.add_error(None, str(no))
    return TemplateResponse(request, "testimonies/review/sealed.html", page)


def _cover(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose to cover words under seal. Where something is wrong the seal stands open again."""
    user, submission = beside.opened(request, reference, policies.OPEN_SEAL)
    if not covers.has_opened(user, submission):
        messages.error(request, _("Open the seal first, and read what it is about."))
        return redirect("admin:testimonies_submission_seal", reference)
    form = CoverWords(request.POST, answers=covering.under_seal(submission))
    if form.is_valid():
        try:
            redactions.propose_words(submission.pk, form.said(), by=user)
        except Refusal as no:
            form.add_error("words", str(no))
        else:
            done = _("Proposed. Somebody else decides, and until then nothing leaves.")
            messages.success(request, done)
            return redirect("admin:testimonies_submission_redactions", reference)
    page = beside.page(request, submission, form, _("Under seal")) | {"cover": form}
    try:
        opened = sealed.open_seal(submission.pk, by=user, reason=TO_COVER)
        page["answered"] = answered.under_seal(opened)
    except Refusal as no:
        form.add_error(None, str(no))
    return TemplateResponse(request, "testimonies/review/sealed.html", page)


#: A login of the last minutes, as for everything that cannot be unseen.
seal: Callable[..., HttpResponse] = reauthentication_required(_seal)
cover: Callable[..., HttpResponse] = reauthentication_required(require_POST(_cover))
