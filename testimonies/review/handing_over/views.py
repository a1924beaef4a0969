"""At the desk: the holder of a case has died, and a relative has shown papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from accounts.models import User
from testimonies import nudge, tasks
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import inspection, size_limit
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over import letter
from testimonies.intake.handing_over.forms import AfterDeath, Scan
from testimonies.intake.transcribing.views import MOST_BYTES
from testimonies.models import Submission
from testimonies.review import policies, queries


def _hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks for the papers and the relative; the answer is the letter with the code, once."""
    user = _who_may(request)
    found = Submission.objects.visible_to(user).select_related("case", "receipt")
    submission = get_object_or_404(found, reference=reference)
    form = AfterDeath(AfterDeath.take(request.POST) if request.method == "POST" else None)
    form.offer(submission.case)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            code = handing_over.hand_over_after_death(
                submission.case_id,
                form.heir(),
                document=said["document"],
                reason=said["reason"],
                by=user,
            )
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            pdf = letter.pdf(submission, code)
            response = HttpResponse(pdf, content_type="application/pdf")
            response["Content-Disposition"] = f'inline; filename="letter-{reference}.pdf"'
            return response
    custody.record(queries.LOOKED, submission, by=user)
    page: dict[str, Any] = admin.site.each_context(request) | {
        "title": reference,
        "heading": _("The holder has died"),
        "submission": submission,
        "form": form,
        "scan_form": Scan(),
    }
    return TemplateResponse(request, "testimonies/review/hand_over.html", page)


@csrf_exempt  # the check follows, once it is said that this page takes files
def add_paper(request: HttpRequest, reference: str) -> HttpResponse:
    size_limit.take_files(request, most=MOST_BYTES)
    return _add_paper(request, reference)


@csrf_protect
@require_POST
def _add_paper(request: HttpRequest, reference: str) -> HttpResponse:
    """A scan of what was shown, so that it can be chosen as the paper that shows it."""
    user = _who_may(request)
    submission = get_object_or_404(Submission.objects.visible_to(user), reference=reference)
    form = Scan(request.POST, request.FILES)
    if size_limit.was_exceeded(request):
        messages.error(request, inspection.too_large(MOST_BYTES))
    elif not form.is_valid():
        messages.error(request, str(form.errors["file"][0]))
    else:
        try:
            scan = handing_over.add_paper(submission.pk, form.cleaned_data["file"], by=user)
        except Refusal as no:
            messages.error(request, str(no))
        else:
            nudge.after_commit(tasks.make_access_copy, scan.pk)
            messages.success(request, _("The scan is kept."))
    return redirect("admin:testimonies_submission_hand_over", reference)


def _who_may(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.has_perm(policies.HAND_OVER):
        raise PermissionDenied
    return request.user


#: A login of the last minutes: whoever gets the code can read everything.
hand_over: Callable[..., HttpResponse] = reauthentication_required(_hand_over)
