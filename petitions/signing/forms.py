"""The form under a petition: three answers are needed, three more may be given."""

from __future__ import annotations

from time import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from petitions.campaigns.queries import Campaign
from petitions.models.signature import Display
from petitions.signing import countries, form_token, rules
from petitions.signing.form_token import Verdict
from petitions.signing.rules import Signing

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TO_ALL = "all"

#: What a form says that is not stamped as we stamp them. Nothing that was typed is lost.
PRESS_AGAIN = {
    Verdict.TOO_FAST: _("That was very quick. Please look it over and press the button again."),
    Verdict.TOO_OLD: _(
        "This page was open for a long time. Your answers are still here: please look them over "
        "and press the button again."
    ),
    Verdict.NOT_OURS: _(
        "We could not tell where this form came from. Your answers are still here: please look "
        "them over and press the button again."
    ),
}


class CountrySelect(forms.Widget):
    """A select box from options that were rendered once per language."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        options = countries.options(get_language() or "en")
        if value in countries.CODES:
            chosen = f'<option value="{value}"'
            options = mark_safe(options.replace(chosen, f"{chosen} selected", 1))  # noqa: S308
        attributes = self.build_attrs(self.attrs, attrs)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attributes), options)


def only_printable(name: str) -> None:
    if not rules.is_printable(name[: rules.LONGEST_NAME]):
        raise ValidationError(_("This name holds a sign that cannot be printed."))


#: Not the field's own `max_length`: browsers would cut a longer name without a word.
not_too_long = MaxLengthValidator(
    rules.LONGEST_NAME, _("This name is longer than %(limit_value)d signs. Please shorten it.")
)


class Several(forms.MultipleChoiceField):
    def validate(self, value: Any) -> None:
        """Against the petition's targets, by the form."""


def _not_clear(to_all: bool, chosen: list[str] | None) -> StrPromise | None:
    """Consent is a clear act: the button and the boxes must not contradict each other."""
    if to_all and chosen:
        return _(
            "You ticked some institutions and pressed the button for all of them. Nothing has "
            "been sent. Please clear the ticks, or press the button below them."
        )
    if not to_all and not chosen:
        return _("Please choose at least one institution.")
    return None


class SignForm(forms.Form):
    """Its template adds what is no question: the stamp, the trap and the button pressed."""

    accepted = frozenset({Verdict.FRESH, Verdict.TOO_FAST_AGAIN})

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("First name and surname, as you write them, in any letters."),
        validators=[not_too_long, only_printable],
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Please write your name.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_(
            "We send a letter there with a link to confirm. Nobody else sees the address."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Please write your e-mail address."),
            "invalid": _("Please check the e-mail address: it should look like ona@example.org."),
        },
    )
    country = forms.CharField(
        label=_("The country where you live"),
        widget=CountrySelect(attrs={"autocomplete": "country"}),
        error_messages={"required": _("Please choose the country where you live.")},
    )
    display = forms.ChoiceField(
        label=_("On the page of the petition"),
        choices=Display.choices,
        initial=Display.HIDDEN,
        required=False,
        widget=forms.RadioSelect,
    )
    wants_news = forms.BooleanField(
        label=_("Write to me when an institution answers"), required=False
    )
    institutions = Several(
        label=_("Send my signature only to"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        #: Known once it is cleaned: sent faster than anybody reads, twice.
        self.is_hasty = False

    def offer_institutions(self) -> None:
        """Only a form that is shown needs their names."""
        self.fields["institutions"].choices = [  # type: ignore[attr-defined]
            (target.code, target.name) for target in self.campaign.targets
        ]

    @property
    def stamp(self) -> str:
        return str(self.data.get("stamp", ""))

    @property
    def is_to_all(self) -> bool:
        return self.data.get("send") == TO_ALL

    def clean_institutions(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["institutions"]
        if set(chosen) - {target.code for target in self.campaign.targets}:
            raise ValidationError(_("Please choose among the institutions of this petition."))
        return chosen

    def clean_country(self) -> str:
        country: str = self.cleaned_data["country"].upper()
        if country not in countries.CODES:
            raise ValidationError(_("Please choose a country from the list."))
        return country

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        verdict = form_token.judge(self.stamp, self.campaign.uuid, at=time())
        self.is_hasty = verdict == Verdict.TOO_FAST_AGAIN
        if self.data.get("website"):
            self.add_error(None, ValidationError(_("Please leave the field “Website” empty.")))
        if problem := _not_clear(self.is_to_all, answers.get("institutions")):
            self.add_error("institutions", problem)
        if verdict not in self.accepted and not self.errors:  # whoever has to correct comes back
            self.add_error(None, ValidationError(PRESS_AGAIN[verdict]))
        return answers

    def signing(self) -> Signing:
        """The answers of a valid form."""
        answers = self.cleaned_data
        chosen = answers["institutions"]
        return Signing(
            name=rules.tidy(answers["name"]),
            email=rules.address(answers["email"]),
            country=answers["country"],
            targets=tuple(
                target.pk
                for target in self.campaign.targets
                if self.is_to_all or target.code in chosen
            ),
            display=answers["display"] or Display.HIDDEN,
            wants_news=answers["wants_news"],
        )
