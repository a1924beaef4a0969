"""Which sheet somebody wants to print, and what the desk writes down when it comes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from petitions.campaigns import queries as campaigns
from petitions.campaigns.queries import Campaign
from petitions.models.paper import LINES
from petitions.signing.fields import CountryField
from petitions.signing.paper import queries, sheets
from petitions.signing.paper.queries import Found
from petitions.signing.paper.sheets import Addressee
from testimonies.admin.desk import Reason
from testimonies.privacy import references


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


class RegisterForm(forms.Form):
    """A sheet that came back. Its number alone says what was printed on it."""

    number = forms.CharField(
        label=_("Number of the sheet"),
        max_length=300,
        help_text=_("Ten letters and digits, such as K7Q4M-3XR2P; or what a scanner reads."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please write the number of the sheet.")},
    )
    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Please write when the sheet came."),
            "invalid": _("Please write when the sheet came, such as 2026-11-25."),
        },
    )
    lines_filled = forms.IntegerField(
        label=_("Number of the last line with writing on it"),
        min_value=1,
        max_value=LINES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Please write a number from 1 to 15."),
            "invalid": _("Please write a number from 1 to 15."),
            "min_value": _("Please write a number from 1 to 15."),
            "max_value": _("Please write a number from 1 to 15."),
        },
    )
    country = CountryField(
        label=_("Country of those who name none"),
        required=False,
        help_text=_("Where nothing is chosen, it is keyed line by line."),
    )
    is_copy = forms.BooleanField(
        label=_("Somebody copied a sheet: another one with this number is here already"),
        required=False,
    )

    found: Found

    def clean_number(self) -> str:
        found = queries.printed_under(self.cleaned_data["number"])
        if found is None:
            raise ValidationError(
                _(
                    "No sheet has this number. Please compare it sign by sign: O is read as zero,"
                    " and I and L as one."
                )
            )
        self.found = found
        return found.number


class ScanForm(forms.Form):
    """The form is only for its words: the file itself is judged by its content."""

    file = forms.FileField(
        label=_("Scan of the sheet"),
        help_text=_("Photographs of both pages, or a PDF. JPEG, PNG, TIFF, WebP or PDF."),
        error_messages={"required": _("Please choose a file.")},
    )


class LinesForm(forms.Form):
    up_to = forms.IntegerField(
        label=_("Number of the last line with writing on it"),
        min_value=1,
        max_value=LINES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class WithdrawForm(Reason):
    """For somebody who called: they read the reference from their slip."""

    reference = forms.CharField(
        label=_("Reference of the signature"),
        max_length=30,
        help_text=_("It begins with S-, and stands on the slip that we sent."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please write the reference.")},
    )

    field_order = ["reference", "reason"]

    def clean_reference(self) -> str:
        return references.as_written(self.cleaned_data["reference"])
