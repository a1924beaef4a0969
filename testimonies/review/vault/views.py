"""The page on which the vault is opened. Mounted by the admin, behind a fresh login."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.errors import Refusal
from testimonies.models import Submission
from testimonies.review import policies
from testimonies.review.forms import WhyOpen
from testimonies.review.vault import actions as vaults


def _vault(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks why, and shows it once; nothing of it stays in the browser."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    found = Submission.objects.visible_to(user).select_related("case")
    submission = get_object_or_404(found, reference=reference)
    if not user.has_perm(policies.OPEN_VAULT):
        raise PermissionDenied
    form = WhyOpen(request.POST or None)
    page: dict[str, Any] = admin.site.each_context(request) | {
        "title": reference,
        "heading": _("How to reach the submitter"),
        "submission": submission,
        "form": form,
    }
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
