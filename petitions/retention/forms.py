"""Whose signature is to be erased, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.privacy import references


class Whose(forms.Form):
    reference = forms.CharField(
        label=_("The whole reference of the signature"),
        max_length=20,
        help_text=_("It stands on the signature's page and in our letters, such as S-7KQ4…"),
        error_messages={"required": _("Write the reference.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_reference(self) -> str:
        return references.as_written(self.cleaned_data["reference"])


class OnRequest(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("How they asked, and the number of the request; no names. It is recorded."),
        error_messages={"required": _("Write why, in a few words.")},
    )
