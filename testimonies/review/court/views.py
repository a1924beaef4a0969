"""Where the history of a case is fetched. Mounted by the admin, behind a fresh login."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.review import beside, policies
from testimonies.review.court import actions as court
from testimonies.review.court.actions import Form


class Export(forms.Form):
    form = forms.ChoiceField(
        label=gettext_lazy("In which form?"), choices=Form.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Who asks, and in which matter?"),
        help_text=gettext_lazy("The court and the number of its file. Kept in the custody log."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write who asks for it.")},
    )


def _history(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks for whom, and answers with the file."""
    user, submission = beside.opened(request, reference, policies.EXPORT_HISTORY)
    form = Export(request.POST or None, initial={"form": Form.PDF})
    if request.method == "POST" and form.is_valid():
        exported = court.export(
            submission.pk,
            Form(form.cleaned_data["form"]),
            by=user,
            reason=form.cleaned_data["reason"],
            with_seal=user.has_perm(policies.OPEN_SEAL),
        )
        response = HttpResponse(exported.content, content_type=exported.media_type)
        response["Content-Disposition"] = f'attachment; filename="{exported.name}"'
        return response
    page = beside.page(request, submission, form, _("History for a court"))
    return TemplateResponse(request, "testimonies/review/court.html", page)


#: A login of the last minutes, as for everything that leaves the house.
history: Callable[..., HttpResponse] = reauthentication_required(_history)
