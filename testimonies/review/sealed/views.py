"""The page on which a seal is opened. Mounted by the admin, behind a fresh login."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from testimonies.errors import Refusal
from testimonies.intake import answered
from testimonies.review import beside, policies
from testimonies.review.forms import WhyOpen
from testimonies.review.sealed import actions as sealed


def _seal(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks why, and shows the words once; nothing of it stays in the browser."""
    user, submission = beside.opened(request, reference, policies.OPEN_SEAL)
    form = WhyOpen(request.POST or None)
    page = beside.page(request, submission, form, _("Under seal"))
    if request.method == "POST" and form.is_valid():
        try:
            opened = sealed.open_seal(submission.pk, by=user, reason=form.cleaned_data["reason"])
            page["answered"] = answered.under_seal(opened)
        except Refusal as no:
            form.add_error(None, str(no))
    return TemplateResponse(request, "testimonies/review/sealed.html", page)


#: A login of the last minutes, as for everything that cannot be unseen.
seal: Callable[..., HttpResponse] = reauthentication_required(_seal)
