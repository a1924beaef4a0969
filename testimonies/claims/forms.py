"""The questions of a claim. None of them promises anything."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.claims.rules import Authority, read_amount
from testimonies.errors import Refusal
from testimonies.intake.asking import Choices, PageForm, line, one_of, text
from testimonies.intake.consent.forms import NO, YES, WhichInstitutions
from testimonies.models.claim import Head, Method, Standing

UNKNOWN = "unknown"
COUNTRIES: Choices = [
    ("EE", _("Estonia")),
    ("LV", _("Latvia")),
    ("LT", _("Lithuania")),
    ("PL", _("Poland")),
    ("UA", _("Ukraine")),
    ("", _("Another country, or I do not know")),
]
METHODS: Choices = [
    (Method.STATED, _("I state it myself")),
    (Method.DOCUMENT, _("It stands in a document")),
    (Method.STATUTORY_RATE, _("By a rate in a law")),
    (Method.EXPERT, _("An expert has estimated it")),
]


class InWhatCapacity(PageForm):
    standing = one_of(_("In what capacity do you claim?"), Standing.choices)
    authority = one_of(
        _("Is there a paper that shows it?"),
        Authority.choices,
        _("You can add the paper itself on one of the next pages."),
    )


#: Those that can be ticked.
HEADS = [(head.value, head.label) for head in Head if head != Head.SEXUAL_VIOLENCE]


class Heads(PageForm):
    heads = forms.MultipleChoiceField(
        label=_("What do you claim for?"),
        help_text=_("Choose everything that applies. Each gets a page of its own."),
        choices=HEADS,
        widget=forms.CheckboxSelectMultiple,
    )


class OneHead(PageForm):
    description = text(
        _("Describe it in your own words"),
        _("What was taken or suffered, where and when, as far as you know."),
        rows=6,
    )
    amount = line(
        _("An amount, if you want to name one"),
        _("No amount is needed. For example 1 250,50."),
        inputmode="decimal",
    )
    currency = line(
        _("In which currency?"),
        _("For example EUR, or as it was called then: roubles, marks, litas."),
    )
    method = one_of(_("Where does the amount come from?"), METHODS, required=False)
    papers = forms.MultipleChoiceField(
        label=_("Which of your papers support it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        asked = self.fields["papers"]
        assert isinstance(asked, forms.MultipleChoiceField)  # noqa: S101  (declared above)
        asked.choices = list(self.about.papers)
        if not self.about.papers:
            asked.widget = forms.MultipleHiddenInput()

    def clean_amount(self) -> str:
        typed: str = self.cleaned_data["amount"]
        try:
            return read_amount(typed) if typed else ""
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_papers(self) -> list[str]:
        """A paper that was taken back in the meantime supports nothing any more."""
        known = {uuid for uuid, _name in self.about.papers}
        return [uuid for uuid in self.cleaned_data["papers"] if uuid in known]

    def judge(self, answers: dict[str, Any]) -> None:
        if answers.get("amount") and not answers.get("currency"):
            self.add_error("currency", _("Write the currency of the amount."))


class Earlier(PageForm):
    earlier = one_of(
        _("Has anybody recognised or compensated this before?"),
        [(YES, _("Yes")), (NO, _("No")), (UNKNOWN, _("I do not know"))],
        _("A state, a court, a fund: in any country, and whatever it was."),
    )
    earlier_words = text(_("Who was it, when, and what was given?"), rows=3)

    def judge(self, answers: dict[str, Any]) -> None:
        if answers.get("earlier") == YES and not answers.get("earlier_words"):
            self.add_error("earlier_words", _("Write what you know about it."))


class Forum(PageForm):
    country = one_of(
        _("Which country's authorities should it be addressed to first?"),
        COUNTRIES,
        required=False,
    )


class WhoReceives(WhichInstitutions):
    papers = one_of(
        _("May the papers go with it?"),
        [(YES, _("Yes, those that support the claim")), (NO, _("No, only the words"))],
    )
