"""A time of a recording in a form: typed as a player shows it, kept in milliseconds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.recordings import rules

LONGEST = 14


class MomentField(forms.CharField):
    """Milliseconds; None where nothing was typed and nothing had to be."""

    def __init__(self, **more: Any) -> None:
        sentence = _("Write the time as the player shows it, such as 1:04.500.")
        asked = {"autocomplete": "off", "class": "say-moment"}
        super().__init__(
            max_length=LONGEST,
            widget=forms.TextInput(attrs=asked),
            error_messages={"required": sentence, "invalid": sentence, "max_length": sentence},
            **more,
        )

    def prepare_value(self, value: Any) -> Any:
        return rules.clock(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        at = rules.read_moment(typed)
        if at is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return at
