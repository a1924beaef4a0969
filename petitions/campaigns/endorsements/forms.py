"""The form by which an organisation says that it supports a petition."""

from __future__ import annotations

from time import time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from petitions.campaigns.endorsements import holding, rules
from petitions.campaigns.endorsements.rules import Held, Organisation
from petitions.campaigns.queries import Campaign
from petitions.signing import form_token
from petitions.signing import rules as signing
from petitions.signing.fields import CountryField, not_too_long, only_printable
from petitions.signing.form_token import Verdict
from petitions.signing.forms import PRESS_AGAIN

FILES = ("mandate", "logo")
MOST_MEMBERS = 50_000_000


def _languages() -> list[tuple[str, str]]:
    """Each by its own name: whoever needs it finds it."""
    return [
        (code, get_language_info(code)["name_local"].capitalize())
        for code, _n in settings.LANGUAGES
    ]


class Figure(forms.IntegerField):
    """A whole number, also as people write it: 1 200."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python("".join(value.split()) if isinstance(value, str) else value)


class EndorseForm(forms.Form):
    """Its template adds what is no question: the stamp, the trap, and files that we hold."""

    name = forms.CharField(
        label=_("Name of the organisation"),
        help_text=_("As it stands in its statutes or in the register."),
        validators=[not_too_long, only_printable],
        widget=forms.TextInput(attrs={"autocomplete": "organization", "spellcheck": "false"}),
        error_messages={"required": _("Please write the name of the organisation.")},
    )
    country = CountryField(
        label=_("The country where it is at home"),
        error_messages={"required": _("Please choose the country of the organisation.")},
    )
    register_code = forms.CharField(
        label=_("Its code in the register"),
        help_text=_("If it is registered somewhere. It helps us to find it."),
        required=False,
        max_length=40,
        validators=[only_printable],
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    website = forms.CharField(
        label=_("Its website"),
        help_text=_("For example https://www.example.org. We link to it."),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "url", "inputmode": "url", "spellcheck": "false"}
        ),
    )
    members = Figure(
        label=_("For how many members does it speak?"),
        help_text=_(
            "This number is shown beside the name. It is not added to the number of people who "
            "have signed: each member may sign as well."
        ),
        min_value=1,
        max_value=MOST_MEMBERS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Please write how many members it has."),
            "invalid": _("Please write the number of members in figures, such as 400."),
            "min_value": _("Please write a number of at least 1."),
            "max_value": _("That is more than any organisation has. Please check the number."),
        },
    )
    speaker = forms.CharField(
        label=_("Your name"),
        help_text=_("You speak for the organisation. Your name is kept encrypted, not shown."),
        validators=[not_too_long, only_printable],
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Please write your name.")},
    )
    role = forms.CharField(
        label=_("What you are there"),
        help_text=_("For example chair of the board, or secretary."),
        validators=[not_too_long, only_printable],
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": _("Please write what you are in the organisation.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a letter there with a link to confirm. It is never shown."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Please write your e-mail address."),
            "invalid": _("Please check the e-mail address: it should look like ona@example.org."),
        },
    )
    language = forms.ChoiceField(
        label=_("In which language do we write to you?"), choices=_languages
    )
    mandate = forms.FileField(
        label=_("The decision of the organisation"),
        help_text=_(
            "Minutes of the board or a letter, signed: a PDF, a scan or a photograph. Only our "
            "moderators read it."
        ),
        required=False,  # asked for by the view, which knows whether we hold one already
    )
    logo = forms.FileField(
        label=_("Its logo"),
        help_text=_("PNG, JPEG or WebP. It is shown beside the name."),
        required=False,
    )
    agrees = forms.BooleanField(
        label=_(
            "I may speak for this organisation. It agrees that its name, country, website, logo "
            "and number of members are shown here."
        ),
        error_messages={"required": _("Please tick this box if you may say so.")},
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.initial["language"] = get_language() or "en"
        self.held = {
            name: held for name in FILES if (held := holding.behind(name, self._held_word(name)))
        }

    def _held_word(self, name: str) -> str:
        return str(self.data.get(f"{name}_held", ""))

    @property
    def stamp(self) -> str:
        return str(self.data.get("stamp", ""))

    @property
    def held_words(self) -> dict[str, tuple[Held, str]]:
        """What the form carries along of the files that we hold.

        A word that came back stays the same, so that none outlives its file.
        """
        return {name: (held, self._word(name, held)) for name, held in self.held.items()}

    def _word(self, name: str, held: Held) -> str:
        sent = self._held_word(name)
        return sent if holding.behind(name, sent) == held else holding.word_of(name, held)

    def ask_for_files(self) -> None:
        """What we hold need not be chosen again; what we lack does."""
        for name in self.held:
            self[name].label = _("Another file, if this is the wrong one")
        if "mandate" not in self.held:
            self.fields["mandate"].required = True

    def clean_website(self) -> str:
        typed: str = self.cleaned_data["website"].strip()
        plain = rules.plain_website(typed) if typed else ""
        if typed and not plain:
            raise ValidationError(
                _(
                    "Please check the address: it begins with https:// and goes on with a name "
                    "such as www.example.org."
                )
            )
        return plain

    def clean(self) -> dict[str, Any]:
        verdict = form_token.judge(self.stamp, self.campaign.uuid, at=time())
        if self.data.get("fax"):
            self.add_error(None, ValidationError(_("Please leave the field “Fax” empty.")))
        if verdict != Verdict.FRESH and not self.errors:  # whoever has to correct comes back
            self.add_error(None, ValidationError(PRESS_AGAIN[verdict]))
        return self.cleaned_data

    def organisation(self) -> Organisation:
        """The answers of a valid form."""
        answers = self.cleaned_data
        return Organisation(
            name=signing.tidy(answers["name"]),
            country=answers["country"],
            register_code=signing.tidy(answers["register_code"]),
            website=answers["website"],
            members=answers["members"],
            speaker=signing.tidy(answers["speaker"]),
            role=signing.tidy(answers["role"]),
            email=signing.address(answers["email"]),
            language=answers["language"],
        )
