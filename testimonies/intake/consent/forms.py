"""The questions of consent, item by item, and of how we may reach the person who tells."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testimonies.intake.asking import (
    Choices,
    PageForm,
    ThreeParts,
    line,
    one_of,
    text,
)
from testimonies.models.case import Preference, Voice
from testimonies.models.consent import Audience, Embargo, Identity, Use

ALL, SOME, NONE = "all", "some", "none"
WHICH: Choices = [
    (ALL, _("All of them")),
    (SOME, _("Only those that I choose below")),
    (NONE, pgettext_lazy("to which institutions", "None of them")),
]
YES, NO = "yes", "no"
FULL_DATE = 10


class Audiences(PageForm):
    text = one_of(_("Who may read the words?"), Audience.choices)
    documents = one_of(_("Who may see the papers?"), Audience.choices)
    photographs = one_of(_("Who may see the photographs?"), Audience.choices)
    recording = one_of(
        _("Who may hear and see the recordings?"),
        Audience.choices,
        _("If there is a voice or a film. Without an answer it is kept safe in the archive."),
        required=False,
    )


class ShownAs(PageForm):
    identity = one_of(_("How may you be named?"), Identity.choices)
    pseudonym = line(_("Which other name?"), _("Only if you chose “Under another name”."))

    of_another = {"identity": (_("How may the person be named?"), "")}

    def judge(self, answers: dict[str, Any]) -> None:
        if answers.get("identity") == Identity.PSEUDONYM and not answers.get("pseudonym"):
            self.add_error("pseudonym", _("Write the other name, or choose another answer."))


class WhichInstitutions(PageForm):
    """Part of a page: to which institutions it may go."""

    scope = one_of(_("To which institutions may it go?"), WHICH)
    institutions = forms.MultipleChoiceField(
        label=_("These institutions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        asked = self.fields["institutions"]
        assert isinstance(asked, forms.MultipleChoiceField)  # noqa: S101  (declared above)
        asked.choices = list(self.about.institutions)

    def judge(self, answers: dict[str, Any]) -> None:
        if answers.get("scope") == SOME and not answers.get("institutions"):
            self.add_error(
                "institutions", _("Choose at least one institution, or “None of them”.")
            )

    def chosen(self) -> tuple[str, ...]:
        """The codes; "all" means those that were on the page."""
        match self.cleaned_data["scope"]:
            case "all":
                return tuple(code for code, _name in self.about.institutions)
            case "some":
                return tuple(self.cleaned_data["institutions"])
            case _:
                return ()


class Uses(WhichInstitutions):
    uses = forms.MultipleChoiceField(
        label=_("What may it be used for?"),
        help_text=_("Choose as many as you like, or none: then it is only kept."),
        choices=Use.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["uses", "scope", "institutions"]

    def judge(self, answers: dict[str, Any]) -> None:
        super().judge(answers)
        with_petition = Use.PETITION_BUNDLE in answers.get("uses", [])
        if with_petition and answers.get("scope") == NONE:
            self.add_error(
                "scope",
                _("It cannot be sent with the petition and go to nobody. Which one do you want?"),
            )


class Waiting(PageForm):
    embargo = one_of(_("Should it wait before others may see it?"), Embargo.choices)
    until = ThreeParts(
        required=False,
        label=_("Until which date?"),
        help_text=_("Only if you chose a date. Day, month and year."),
    )

    def prepare(self) -> None:
        """An organisation does not die."""
        if self.about.voice == Voice.ORGANISATION:
            asked = self.fields["embargo"]
            assert isinstance(asked, forms.ChoiceField)  # noqa: S101  (declared above)
            asked.choices = [each for each in Embargo.choices if each[0] != Embargo.UNTIL_DEATH]

    def judge(self, answers: dict[str, Any]) -> None:
        if answers.get("embargo") != Embargo.UNTIL_DATE:
            return
        when = self.read_date("until")
        if when is None or len(when.edtf) != FULL_DATE or not when.earliest:
            self.add_error("until", _("Write the day, the month and the year."))
        elif when.earliest <= localdate():
            self.add_error("until", _("Write a date in the future."))
        else:
            answers["until"] = when


class Reach(PageForm):
    preference = one_of(_("How may we reach you?"), Preference.choices)
    name = line(_("Your name"), autocomplete="name")
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Write the address like name@example.org.")},
    )
    phone = line(_("Telephone"), autocomplete="tel", inputmode="tel")
    address = text(_("Postal address"), rows=3)
    through = text(_("Through whom, and how do we reach them?"), rows=3)
    safe = one_of(
        _("Is it safe for you when we write or call?"),
        [
            (YES, _("Yes")),
            (NO, _("No, or I am not sure. Please wait until I come back with my code")),
        ],
    )

    in_voice = {
        Voice.ORGANISATION: {
            "preference": (_("How may we reach your organisation?"), ""),
            "name": (_("Who answers for it?"), ""),
        },
    }
    MISSING = {
        Preference.EMAIL: ("email", _("Write the e-mail address, or choose another way.")),
        Preference.PHONE: ("phone", _("Write the telephone number, or choose another way.")),
        Preference.POST: ("address", _("Write the postal address, or choose another way.")),
        Preference.RELATIVE: ("through", _("Write who it is, or choose another way.")),
    }

    def judge(self, answers: dict[str, Any]) -> None:
        name, sentence = self.MISSING.get(answers.get("preference", ""), ("", ""))
        if name and not answers.get(name) and name not in self.errors:
            self.add_error(name, sentence)


class Declaration(PageForm):
    true = forms.BooleanField(
        label=_("What I have told is true as far as I know, and the answers on consent are mine."),
        error_messages={"required": _("Tick the box if you can declare this.")},
    )
