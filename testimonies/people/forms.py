from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.models.identity import Verdict


class Judgement(forms.Form):
    """Its buttons say the verdict."""

    other = forms.UUIDField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(choices=Verdict.choices, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Why"),
        help_text=_("Kept encrypted beside the verdict."),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == Verdict.NOT_SAME and not cleaned.get("words"):
            self.add_error("words", _("Write why, in a few words."))
        return cleaned


class TakeBack(forms.Form):
    assertion = forms.UUIDField()


class PreferredName(forms.Form):
    name = forms.UUIDField()
