"""Writing to the moderators."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

TOO_LONG = _("This is too long for one message. Send it in two parts.")


class Write(forms.Form):
    #: No length stands on the page: a browser would cut off what somebody pastes, and not say so.
    body = forms.CharField(
        label=_("Your message"),
        validators=[MaxLengthValidator(20_000, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your message first.")},
    )
