"""To whom a case goes, what they are to the person, and how they are reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.claims.rules import Authority
from testimonies.intake.asking import Choices, PageForm, Typed, line, one_of, text
from testimonies.intake.consent.forms import NO, YES
from testimonies.intake.handing_over.actions import Heir
from testimonies.models import Case, Holder
from testimonies.models.case import Preference
from testimonies.models.claim import Standing

STANDINGS: Choices = [
    (Standing.NEXT_OF_KIN, _("Next of kin")),
    (Standing.HEIR_AT_LAW, _("An heir at law")),
    (Standing.TESTAMENTARY_HEIR, _("An heir by will")),
    (Standing.REPRESENTATIVE, _("An authorised representative")),
    (Standing.GUARDIAN, _("A guardian")),
    (Standing.ORGANISATION, _("An organisation")),
]
WAYS: Choices = [
    (Preference.EMAIL, _("By e-mail")),
    (Preference.PHONE, _("By telephone")),
    (Preference.POST, _("By post")),
    (Preference.NONE, _("Not at all: this person comes back with the code")),
]
SAFE: Choices = [(YES, _("Yes")), (NO, _("No, or I am not sure"))]
MISSING = {
    Preference.EMAIL: ("email", _("Write the e-mail address, or choose another way.")),
    Preference.PHONE: ("phone", _("Write the telephone number, or choose another way.")),
    Preference.POST: ("address", _("Write the postal address, or choose another way.")),
}
CONTACT = ("email", "phone", "address")


class NewHolder(PageForm):
    name = forms.CharField(
        label=_("Who takes it over?"),
        help_text=_("First name and surname."),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the name of whoever takes it over.")},
    )
    relation = line(
        _("What is this person to the one whom it is about?"),
        _("For example: daughter, grandson, nephew."),
    )
    standing = one_of(_("In what capacity?"), STANDINGS)
    authority = one_of(_("Is there a paper that shows it?"), Authority.choices, required=False)
    preference = one_of(_("How may we reach this person?"), WAYS)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Write the address like name@example.org.")},
    )
    phone = line(_("Telephone"), inputmode="tel")
    address = text(_("Postal address"), rows=3)
    safe = one_of(_("Is it safe for this person when we write or call?"), SAFE)

    def judge(self, answers: dict[str, Any]) -> None:
        name, sentence = MISSING.get(answers.get("preference", ""), ("", ""))
        if name and not answers.get(name) and name not in self.errors:
            self.add_error(name, sentence)

    @classmethod
    def as_typed(cls, named: Holder) -> Typed:
        """What was said of somebody, as it stood in this form."""
        told = {**named.told, "standing": named.standing, "authority": named.authority}
        told["safe"] = YES if told.get("safe") else NO
        return {name: [str(told[name])] for name in cls.controls() if told.get(name)}

    def heir(self) -> Heir:
        said = self.cleaned_data
        return Heir(
            name=said["name"],
            relation=said["relation"],
            standing=said["standing"],
            authority=said["authority"],
            preference=said["preference"],
            is_safe=said["safe"] == YES,
            contact={part: said[part] for part in CONTACT if said[part]},
        )


class AfterDeath(NewHolder):
    """At the desk: the papers are there, and somebody says what they show."""

    document = one_of(
        _("Which paper shows that the holder has died, and who comes after?"),
        (),
        _("Add it to the case first, as a scan, if it is not here."),
    )
    reason = text(
        _("What have you seen?"),
        _("The number of the certificate, for example. No names: it is kept in the custody log."),
        rows=2,
        missing=_("Write what you have seen, in a few words."),
    )

    def offer(self, case: Case) -> None:
        asked: Any = self.fields["document"]
        papers = case.evidence.filter(removed_at=None).order_by("received_at", "pk")
        asked.choices = [(str(paper.uuid), _name(paper)) for paper in papers]


class Scan(forms.Form):
    file = forms.FileField(
        label=_("Scan of a paper that you were shown"),
        help_text=_("As it came, all pages in one PDF if you can. At most 100 MB."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file first.")},
    )


def _name(paper: Any) -> str:
    words = paper.told.get("caption") or paper.told.get("file_name") or ""
    return f"{paper.get_kind_display()}: {words}".rstrip(": ")
