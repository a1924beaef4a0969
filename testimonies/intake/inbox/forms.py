"""Writing to the moderators."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Write(forms.Form):
    body = forms.CharField(
        label=_("Your message"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Write your message first."),
            "max_length": _("This is too long for one message. Send it in two parts."),
        },
    )
