"""What is asked before everything is handed out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.intake.pausing.forms import Code


class Everything(Code):
    """The code again: a browser that somebody left open gives nothing away."""

    with_sealed = forms.BooleanField(
        label=_("Also what I told under seal"),
        help_text=_("Tick it only where nobody else can look into this file."),
        required=False,
    )

    def __init__(self, *args: Any, has_sealed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_sealed:
            del self.fields["with_sealed"]
