"""Which form somebody wants to print."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from testimonies.claims.forms import COUNTRIES
from testimonies.intake.printed.form_code import Asks
from testimonies.intake.printed.short import Length
from testimonies.models.case import Voice

FOR_WHOM = [
    (Voice.SELF, _("About myself")),
    (Voice.LIVING, _("About a living person")),
    (Voice.DEAD, _("About somebody who has died")),
    (Voice.ORGANISATION, _("For an organisation, about one of its members or people")),
]


class WhichForm(forms.Form):
    asks = forms.ChoiceField(
        label=_("What do you want to write?"), choices=Asks.choices, widget=forms.RadioSelect
    )
    voice = forms.ChoiceField(
        label=_("About whom?"),
        help_text=_("The questions are put differently."),
        choices=FOR_WHOM,
        widget=forms.RadioSelect,
    )
    length = forms.ChoiceField(
        label=_("How long?"),
        help_text=_("Whoever starts with the short form can tell the rest later, in any way."),
        choices=Length.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(
        label=_("In which country were you wronged, or do you claim?"),
        help_text=_("Then only its authorities stand on the form."),
        choices=COUNTRIES,
        required=False,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("In which language?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
