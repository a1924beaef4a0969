"""The page on which the vault is opened. Mounted by the admin, behind a fresh login."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from testimonies.errors import Refusal
from testimonies.review import beside, policies
from testimonies.review.forms import WhyOpen
from testimonies.review.vault import actions as vaults


def _vault(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks why, and shows it once; nothing of it stays in the browser."""
    user, submission = beside.opened(request, reference, policies.OPEN_VAULT)
    form = WhyOpen(request.POST or None)
    page = beside.page(request, submission, form, _("How to reach the submitter"))
    if request.method == "POST" and form.is_valid():
        try:
            page["submitter"] = vaults.open_vault(
                submission.pk, by=user, reason=form.cleaned_data["reason"]
            )
        except Refusal as no:
            form.add_error(None, str(no))
    return TemplateResponse(request, "testimonies/review/vault.html", page)


#: A login of the last minutes, as for everything that cannot be unseen.
vault: Callable[..., HttpResponse] = reauthentication_required(_vault)
