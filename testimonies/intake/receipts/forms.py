"""A receipt to be checked."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.privacy import references


class Check(forms.Form):
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("It looks like BA-2026-7KQ4M, or begins with S- if it is of a signature."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the reference that stands on the receipt.")},
    )
    digest = forms.CharField(
        label=_("Digest"),
        help_text=_("64 letters and digits. Spaces do not matter."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the digest that stands on the receipt.")},
    )

    def clean_reference(self) -> str:
        return references.as_written(self.cleaned_data["reference"])

    def clean_digest(self) -> str:
        digest = re.sub(r"\s", "", self.cleaned_data["digest"]).lower()
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise forms.ValidationError(
                _("A digest has 64 signs, only the digits 0 to 9 and the letters a to f.")
            )
        return digest
