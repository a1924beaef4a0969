"""At the desk: the holder of a case has died, and a relative has shown papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over import letter
from testimonies.intake.handing_over.forms import AfterDeath
from testimonies.models import Submission
from testimonies.review import policies, queries


def _hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks for the papers and the relative; the answer is the letter with the code, once."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm(policies.HAND_OVER):
        raise PermissionDenied
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
        "submission": submission,
        "form": form,
    }
    return TemplateResponse(request, "testimonies/review/hand_over.html", page)


#: A login of the last minutes: whoever gets the code can read everything.
hand_over: Callable[..., HttpResponse] = reauthentication_required(_hand_over)
