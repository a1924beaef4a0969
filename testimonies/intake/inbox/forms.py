"""Writing to the moderators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from testimonies.intake import return_code

TOO_LONG = _("This is too long for one message. Send it in two parts.")


class Write(forms.Form):
    #: No length stands on the page: a browser would cut off what somebody pastes, and not say so.
    body = forms.CharField(
        label=_("Your message"),
        validators=[MaxLengthValidator(20_000, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your message first.")},
    )

    def __init__(self, *args: Any, code_key: bytes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code_key = code_key

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if return_code.stands_in(body, self.code_key):
            raise forms.ValidationError(return_code.warning())
        return body
