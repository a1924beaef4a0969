"""What a release officer says of a package before it is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.models.package import Format
from petitions.packages.actions import Order
from testimonies.admin.desk import Reason
from testimonies.models import Institution

PETITION, CASE = "petition", "case"


def known_institutions() -> list[tuple[str, Any]]:
    found = [(each.code, each.name) for each in Institution.objects.order_by("code")]
    return [("", _("It is not among the institutions")), *found]


class Wanted(forms.Form):
    """Of what a package is to be made, in which form, and for whom."""

    thing = forms.ChoiceField(
        label=_("What it is made from"),
        choices=[(PETITION, _("A petition")), (CASE, _("A testimony or claim"))],
        widget=forms.RadioSelect,
        initial=PETITION,
        error_messages={"required": _("Choose of what the package is.")},
    )
    name = forms.CharField(
        label=_("Its name"),
        max_length=80,
        help_text=_(
            "Of a petition the end of its address, of a testimony or claim its reference."
        ),
        error_messages={"required": _("Write which one.")},
    )
    format = forms.ChoiceField(
        label=_("In which form"),
        choices=Format,
        widget=forms.RadioSelect,
        initial=Format.EARK,
        error_messages={"required": _("Choose a form.")},
    )
    archive = forms.CharField(
        label=_("For which archive"),
        max_length=200,
        help_text=_("As it is called; it stands in the package."),
        error_messages={"required": _("Write for which archive it is.")},
    )
    institution = forms.ChoiceField(
        label=_("The archive in our directory"),
        choices=known_institutions,
        required=False,
        help_text=_("A consent can name an institution; a claim goes only where it does."),
    )
    agreement = forms.CharField(
        label=_("Submission agreement"),
        max_length=100,
        required=False,
        help_text=_("Its number, where the archive has given one."),
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        return name.upper() if self.cleaned_data.get("thing") == CASE else name

    def order(self, sure: Sure) -> Order:
        names = ("format", "archive", "institution", "agreement")
        told = {name: self.cleaned_data[name] for name in names}
        return Order(**told, reason=sure.cleaned_data["reason"], uuid=sure.cleaned_data["package"])


class Sure(Reason):
    """Why it is made, what was on the page above, and of which package this is the word."""

    package = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
