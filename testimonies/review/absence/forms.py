from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Write the day."),
            "invalid": _("Write a day, such as 24.12.2026."),
        },
    )


class Away(forms.Form):
    first_on = day(_("First day away"))
    last_on = day(_("Last day away"))
