import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from petitions.deliveries.entering import rules


class Passcode(forms.Form):
    code = forms.CharField(
        label=_("Passcode"),
        help_text=_("Eight digits, good for twenty minutes."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}
        ),
        error_messages={"required": _("Write the eight digits of the passcode.")},
    )

    def clean_code(self) -> str:
        """Spaces and dashes do not count."""
        code = re.sub(r"[\s\-\u2010-\u2015]", "", self.cleaned_data["code"])
        if not re.fullmatch(rf"\d{{{rules.DIGITS}}}", code, re.ASCII):
            raise ValidationError(_("A passcode has eight digits."))
        return code
