"""A reply is chosen, read and changed, looked at as it will be read, and sent."""

from __future__ import annotations

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from testimonies.correspondence.posting import queries as posting
from testimonies.correspondence.replies import wording
from testimonies.correspondence.replies.forms import Send, Which
from testimonies.errors import Refusal
from testimonies.letters.queries import safe_address
from testimonies.models import Submission
from testimonies.review import beside, policies
from testimonies.review.messages import actions as messages

PAGE = "admin:testimonies_submission_correspondence"


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    user, submission = beside.staff(request), beside.seen(request, reference)
    if not policies.may_write(user, submission):
        raise PermissionDenied
    if request.method != "POST":
        return _choose(request, submission)
    form = Send(request.POST)
    if not form.is_valid() or request.POST.get("act") == "preview":
        return _read(request, submission, form)
    try:
        messages.reply(submission, form.cleaned_data["body"], by=user)
    except Refusal as no:
        form.add_error(None, str(no))
        return _read(request, submission, form)
    notices.success(request, _("The message is waiting for the submitter."))
    return redirect(PAGE, reference)


def _choose(request: HttpRequest, submission: Submission) -> HttpResponse:
    which = Which(request.GET or None)
    if not request.GET or not which.is_valid():
        page = beside.page(request, submission, which, _("Write with a ready reply"))
        return TemplateResponse(request, "testimonies/correspondence/choose_reply.html", page)
    slug = which.cleaned_data["reply"]
    body = wording.text(slug, submission, submission.language)
    return _read(request, submission, Send(initial={"body": body}), slug)


def _read(
    request: HttpRequest, submission: Submission, form: Send, slug: str = ""
) -> HttpResponse:
    form.fields["body"].widget.attrs |= {"lang": submission.language, "rows": 14}
    own = (get_language() or "en").partition("-")[0]
    slug = slug or request.POST.get("slug", "")
    has_other = slug in wording.REPLIES and own != submission.language
    page = beside.page(request, submission, form, _("Write with a ready reply")) | {
        "slug": slug,
        "yours": wording.text(slug, submission, own) if has_other else "",
        "preview": form.cleaned_data["body"] if form.is_bound and form.is_valid() else "",
        "is_mailed": bool(safe_address(submission.case)),
        "is_posted": posting.is_posted_to(submission.case),
    }
    return TemplateResponse(request, "testimonies/correspondence/reply.html", page)
