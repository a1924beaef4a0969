"""The return code, and an address for the way back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Address(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write the address, or simply close the page."),
            "invalid": _("Write the address like name@example.org."),
        },
    )


class Code(forms.Form):
    code = forms.CharField(
        label=_("Your return code"),
        help_text=_("Sixteen digits. Spaces and dashes do not matter."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code-entry"}
        ),
        error_messages={
            "required": _("Write the sixteen digits."),
            "max_length": _("Write the sixteen digits."),
        },
    )
