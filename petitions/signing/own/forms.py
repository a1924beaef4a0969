"""What a signer may change, and the question whether one has signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from petitions.models.signature import Display
from petitions.signing import rules


class Choices(forms.Form):
    display = forms.ChoiceField(
        label=_("On the page of the petition"), choices=Display.choices, widget=forms.RadioSelect
    )
    wants_news = forms.BooleanField(
        label=_("Write to me when an institution answers"), required=False
    )
    language = forms.ChoiceField(
        label=_("Language of our letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class Address(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Please write an e-mail address."),
            "invalid": _("Please check the e-mail address: it should look like ona@example.org."),
        },
    )

    def clean_email(self) -> str:
        return rules.address(self.cleaned_data["email"])


class OtherAddress(Address):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("The address where you want our letters")
        self.fields["email"].help_text = _("We send a letter there with a link to confirm.")


class HaveISigned(Address):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("The address with which you may have signed")
        self.fields["email"].help_text = _("The answer comes there by e-mail, and only there.")
