"""The questions of a claim. None of them promises anything."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from testimonies.claims.rules import Authority, read_amount, read_currency
from testimonies.errors import Refusal
from testimonies.history.fuzzy_date import from_parts
from testimonies.history.rules import must_be_lived
from testimonies.intake.asking import Choices, PageForm, Words, certainty, line, one_of, text
from testimonies.intake.consent.forms import NO, YES, WhichInstitutions
from testimonies.intake.details.forms import date
from testimonies.intake.details.suggesting import suggesting
from testimonies.models.case import Voice
from testimonies.models.claim import AwardKind, Head, Measure, Method, Standing

UNKNOWN = "unknown"
YEAR = re.compile(r"[0-9]{4}")
#: The gold rouble, by which some still reckoned later.
FIRST_MONEY = 1897
COUNTRIES: Choices = [
    ("EE", _("Estonia")),
    ("LV", _("Latvia")),
    ("LT", _("Lithuania")),
    ("PL", _("Poland")),
    ("UA", _("Ukraine")),
    ("", _("Another country, or I do not know")),
]
#: Names of money to choose from; whatever else is written is as good.
CURRENCIES: list[Words] = [
    "EUR", "PLN", "UAH", "USD", "EEK", "LVL", "LTL",
    _("roubles, Soviet, before December 1947"),
    _("roubles, Soviet, 1947–1960"),
    _("roubles, Soviet, from 1961"),
    _("Reichsmarks"),
    _("kroons, Estonian, before 1941"),
    _("lats, Latvian, before 1941"),
    _("litas, Lithuanian, before 1941"),
    _("złoty, Polish, before 1940"),
    _("karbovanets, Ukrainian, 1942–1944"),
]  # fmt: skip
METHODS: Choices = [
    (Method.STATED, _("I state it myself")),
    (Method.DOCUMENT, _("It stands in a document")),
    (Method.STATUTORY_RATE, _("By a rate in a law")),
    (Method.EXPERT, _("An expert has estimated it")),
]


#: Who can claim, in each voice: for oneself also as an heir of those who have died.
STANDINGS: dict[Voice, tuple[Standing, ...]] = {
    Voice.SELF: (
        Standing.SELF, Standing.HEIR_AT_LAW, Standing.TESTAMENTARY_HEIR, Standing.NEXT_OF_KIN,
    ),
    Voice.LIVING: (Standing.REPRESENTATIVE, Standing.GUARDIAN, Standing.NEXT_OF_KIN),
    Voice.DEAD: (
        Standing.HEIR_AT_LAW, Standing.TESTAMENTARY_HEIR, Standing.NEXT_OF_KIN,
        Standing.REPRESENTATIVE,
    ),
    Voice.ORGANISATION: (Standing.ORGANISATION, Standing.REPRESENTATIVE),
}  # fmt: skip


class InWhatCapacity(PageForm):
    standing = one_of(_("In what capacity do you claim?"), Standing.choices)
    authority = one_of(
        _("Is there a paper that shows it?"),
        Authority.choices,
        _("You can add the paper itself on one of the next pages."),
    )

    def prepare(self) -> None:
        asked: Any = self.fields["standing"]
        asked.choices = [(each.value, each.label) for each in STANDINGS[self.about.voice]]


UNDER_SEAL = "under_seal"
#: Those that can be ticked. The last one has no page of its own, and says nothing more here.
HEADS: Choices = [
    *((head.value, head.label) for head in Head if head != Head.SEXUAL_VIOLENCE),
    (UNDER_SEAL, _("Something that I would rather write under seal, on a later page")),
]


class Heads(PageForm):
    heads = forms.MultipleChoiceField(
        label=_("What do you claim for?"),
        help_text=_("Choose everything that applies. Each gets a page of its own."),
        choices=HEADS,
        widget=forms.CheckboxSelectMultiple,
    )


class AuthorityPapers(PageForm):
    papers = forms.MultipleChoiceField(
        label=_("Which of your papers show that you may claim?"),
        help_text=_("Choose none if you have not added it. You can bring it later."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        offer_papers(self)

    def clean_papers(self) -> list[str]:
        return papers_here(self)


def offer_papers(form: PageForm) -> None:
    asked: Any = form.fields["papers"]
    asked.choices = list(form.about.papers)
    if not form.about.papers:
        asked.widget = forms.MultipleHiddenInput()


def papers_here(form: PageForm) -> list[str]:
    """A paper that was taken back in the meantime supports nothing any more."""
    known = {uuid for uuid, _name in form.about.papers}
    return [uuid for uuid in form.cleaned_data["papers"] if uuid in known]


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
    currency = suggesting(
        _("In which currency?"),
        _("For example EUR, or as it was called then: roubles, marks, litas."),
        CURRENCIES,
    )
    money_of = line(
        _("Money of which year?"),
        _("For example 1941. A rouble of then is not a rouble of later."),
    )
    method = one_of(_("Where does the amount come from?"), METHODS, required=False)
    period = one_of(_("To which time does it belong?"), (), required=False)
    measures = forms.MultipleChoiceField(
        label=_("What would make it good?"),
        help_text=_("Choose as many as you like, or none."),
        choices=Measure.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    papers = forms.MultipleChoiceField(
        label=_("Which of your papers support it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        offer_papers(self)
        asked: Any = self.fields["period"]
        periods = list(self.about.periods)
        asked.choices = [*periods, ("", _("I do not know"))]
        if not periods:
            asked.widget = forms.HiddenInput()

    def clean_money_of(self) -> str:
        """Where it is a year, one that can be meant; any other words are as good."""
        typed: str = self.cleaned_data["money_of"]
        try:
            if YEAR.fullmatch(typed):
                must_be_lived(from_parts("", "", typed), since=FIRST_MONEY, today=localdate())
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return typed

    def clean_amount(self) -> str:
        typed: str = self.cleaned_data["amount"]
        try:
            return read_amount(typed) if typed else ""
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def _words(self, bound: forms.BoundField) -> str:
        """An amount as it is written in the language of the page: that is how it was read."""
        words = super()._words(bound)
        is_read = bound.name == "amount" and words and not self.quiet
        return number_format(words, force_grouping=True) if is_read else words

    def clean_currency(self) -> str:
        return read_currency(self.cleaned_data["currency"])

    def clean_papers(self) -> list[str]:
        """A paper that was taken back in the meantime supports nothing any more."""
        return papers_here(self)

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


class Award(PageForm):
    """One thing that was given or refused."""

    kind = one_of(_("What was it?"), AwardKind.choices)
    by = line(_("Who decided?"), _("The authority, the court or the fund, and its country."))
    given = date(_("When?"))
    given_certainty = certainty()
    paper = line(_("Number or name of the paper"))
    amount = line(_("An amount, if there was one"), inputmode="decimal")
    currency = suggesting(_("In which currency?"), names=CURRENCIES)

    dates: ClassVar[tuple[str, ...]] = ("given",)
    optional_dates: ClassVar[tuple[str, ...]] = ("given",)

    def clean_currency(self) -> str:
        return read_currency(self.cleaned_data["currency"])


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
