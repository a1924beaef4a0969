"""Which sheet somebody wants to print."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from petitions.campaigns import queries as campaigns
from petitions.campaigns.queries import Campaign
from petitions.signing.paper import sheets
from petitions.signing.paper.sheets import Addressee


def languages_of(campaign: Campaign) -> list[tuple[str, str]]:
    """The languages in which this petition has a text, each by its own name."""
    found = ((code, campaigns.campaign(campaign.slug, code)) for code, _name in settings.LANGUAGES)
    spoken = {code for code, each in found if each and each.words_language == code}
    return [(code, str(name)) for code, name in settings.LANGUAGES if code in spoken]


class PrintForm(forms.Form):
    """One institution and one language a sheet, since each asks something else."""

    institution = forms.ChoiceField(
        label=_("To whom the signatures go"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose to whom the signatures go."),
            "invalid_choice": _("Please choose among the institutions of this petition."),
        },
    )
    language = forms.ChoiceField(
        label=_("Language of the sheet"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a language."),
            "invalid_choice": _("Please choose a language in which this petition is written."),
        },
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.addressees = {each.code: each for each in sheets.addressees(campaign)}
        self.choose("institution", [(code, self._label(code)) for code in self.addressees])
        self.choose("language", languages_of(campaign))

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def addressee(self) -> Addressee:
        """Of a valid form, in the language of the sheet."""
        return self.addressees[self.cleaned_data["institution"]]

    def _label(self, code: str) -> str:
        addressee = self.addressees[code]
        if addressee.is_letters:
            return f"{addressee.label}: {', '.join(addressee.names)}"
        return addressee.label


class DeskPrintForm(PrintForm):
    """Two pages a sheet: fifty pages are what a desk printer holds."""

    copies = forms.IntegerField(
        label=_("How many sheets"),
        initial=1,
        min_value=1,
        max_value=25,
        help_text=_("At most 25. Each has a number of its own and two pages."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "min_value": _("Please write a number from 1 to 25."),
            "max_value": _("Please write a number from 1 to 25."),
            "invalid": _("Please write a number from 1 to 25."),
        },
    )
