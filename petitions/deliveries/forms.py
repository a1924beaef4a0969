from django import forms
from django.utils.translation import gettext_lazy as _


class Acknowledgement(forms.Form):
    registry_number = forms.CharField(
        label=_("Your registry number"),
        help_text=_("Under which your institution has registered this bundle."),
        max_length=100,
        error_messages={"required": _("Write the number under which it is registered.")},
    )
    clerk = forms.CharField(
        label=_("Your name"),
        help_text=_("Kept encrypted; it shows who received the bundle."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )


class AcknowledgementOfSignatures(Acknowledgement):
    verified_count = forms.IntegerField(
        label=_("How many signatures you have found valid"),
        help_text=_("If you have checked them already."),
        required=False,
        min_value=0,
        max_value=2_000_000_000,
    )
