from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.models.person_number import Scheme
from testimonies.people.numbering.actions import Known


class Number(forms.Form):
    scheme = forms.ChoiceField(
        label=_("Who gives the number"),
        choices=Scheme.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them.")},
    )
    number = forms.CharField(
        label=_("The number"),
        help_text=_("As it is written there. The address of its page will do, too."),
        max_length=200,
        error_messages={"required": _("Type the number.")},
    )
    source = forms.CharField(
        label=_("Who says that it is this person"),
        help_text=_("A book, a page, a letter of the archive. Kept encrypted."),
        max_length=300,
        error_messages={"required": _("Write who says so.")},
    )

    def said(self) -> Known:
        told = self.cleaned_data
        return Known(Scheme(told["scheme"]), told["number"], told["source"])


class TakesBack(forms.Form):
    number = forms.UUIDField()
