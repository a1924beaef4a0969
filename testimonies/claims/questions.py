"""The questions of a claim, in the order in which they are asked.

Who, about whom, and the periods with what shows each end, are asked only where the case has no
testimony that says it.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from testimonies.claims import examples, forms
from testimonies.claims.rules import Authority
from testimonies.intake import examples as of_testimony
from testimonies.intake import questions
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.consent.forms import YES
from testimonies.intake.helping.pages import HELPER
from testimonies.intake.instead import Instead
from testimonies.intake.questionnaire import (
    Answers,
    ContextPage,
    ManyPage,
    Page,
    Part,
    Questionnaire,
)
from testimonies.intake.sealed import forms as sealed_forms
from testimonies.intake.sealed import pages as sealed
from testimonies.models.case import Kind, Voice
from testimonies.models.claim import Head


def _only_without_testimony(page: Page) -> Page:
    def is_asked(answers: Answers, about: Circumstances) -> bool:
        return not about.has_testimony and page.when(answers, about)

    return replace(page, when=is_asked)


def _has_authority(answers: Answers, about: Circumstances) -> bool:
    said = next(iter(answers.get("standing", {}).get("authority", [])), Authority.NONE)
    return said not in {"", Authority.NONE} and bool(about.papers)


def chosen_heads(answers: Answers) -> list[str]:
    """Those that have a page of their own."""
    return [head for head in _ticked(answers) if head in PAGE_OF_HEAD]


def _ticked(answers: Answers) -> list[str]:
    return list(answers.get("heads", {}).get("heads", []))


def _claims_something(answers: Answers, _about: Circumstances) -> bool:
    """Whoever claims only under seal has written something there, or says what may go."""
    if _ticked(answers) != [forms.UNDER_SEAL]:
        return True
    return sealed.wants_it(answers, _about) and sealed.is_told(answers)


def _page_of(head: Head) -> Page:
    """The page of one head; asked when the head is chosen."""

    def is_chosen(answers: Answers, _about: Circumstances) -> bool:
        return head in chosen_heads(answers)

    return Page(
        key=f"head-{head.value.replace('_', '-')}",
        heading=head.label,
        form=forms.OneHead,
        intro=_("An amount is never needed."),
        when=is_chosen,
        examples=examples.ONE_HEAD,
    )


STANDING = Page(
    key="standing",
    heading=_("In what capacity you claim"),
    form=forms.InWhatCapacity,
    why=_("The laws let some people claim for themselves and some for others."),
    instead=(Instead.LATER,),
    is_needed=True,
    examples=examples.STANDING,
)
PAPERS = replace(
    questions.PAPERS,
    intro=_(
        "Add what supports the claim, one file at a time. What you have added before is still"
        " there. You can also go on without any."
    ),
)
AUTHORITY_PAPERS = Page(
    key="authority-papers",
    heading=_("The paper by which you may claim"),
    form=forms.AuthorityPapers,
    why=_("Whoever decides on a claim asks for it first."),
    when=_has_authority,
    examples=examples.AUTHORITY_PAPERS,
)
HEADS = Page(
    key="heads",
    heading=_("What you claim for"),
    form=forms.Heads,
    instead=(Instead.LATER,),
    is_needed=True,
    examples=examples.HEADS,
)
BEFORE_THE_HEADS = ContextPage(
    key="before-the-heads",
    heading=_("The next pages ask what was taken and suffered"),
    intro=_("There is one page for each thing that you have chosen. Some of them can be hard."),
    points=(
        _("A few words are enough, and you can leave out any of the pages."),
        _("Take a pause when you like, and come back on another day."),
        _("No amount is needed. You need not prove anything here."),
    ),
    when=lambda answers, _about: bool(chosen_heads(answers)),
)
PAGE_OF_HEAD: dict[str, Page] = {
    head.value: _page_of(head) for head in Head if head != Head.SEXUAL_VIOLENCE
}
ONE_MORE = replace(
    sealed.ONE_MORE,
    is_enough=_claims_something,
    not_enough=_(
        "You wanted to write something under seal, and nothing is written there yet. Open the"
        " page, or choose something else that you claim for."
    ),
)
UNDER_SEAL = replace(
    sealed.UNDER_SEAL,
    form=sealed_forms.UnderSealInClaim,
    examples=of_testimony.UNDER_SEAL_IN_CLAIM,
)
EARLIER = Page(
    key="earlier",
    heading=_("What has been recognised before"),
    form=forms.Earlier,
    why=_("Institutions ask it, and an honest answer helps your claim."),
    examples=examples.EARLIER,
)
AWARDS = ManyPage(
    key="awards",
    heading=_("What was given or refused"),
    intro=_("One entry for each: a certificate, a pension, a sum, a decision."),
    form=forms.Award,
    why=_("Institutions compare it with their own lists."),
    entry_heading=_("Something that was given or refused"),
    add=_("Add a decision"),
    none_yet=_("Nothing yet."),
    when=lambda answers, _about: answers.get("earlier", {}).get("earlier") == [YES],
    examples=examples.AWARD,
)
FORUM = Page(key="forum", heading=_("The country"), form=forms.Forum, examples=examples.FORUM)
RECEIVERS = Page(
    key="receivers",
    heading=_("To whom it may go"),
    intro=_("A claim is never public. It goes to the institutions that you name, encrypted."),
    form=forms.WhoReceives,
    examples=examples.RECEIVERS,
)

CLAIM = Questionnaire(
    kind=Kind.CLAIM,
    pages=[
        *(
            _only_without_testimony(page)
            for page in (
                questions.TELLER,
                questions.ALIVE,
                questions.ORGANISATION,
                questions.NAME,
                questions.OTHER_NAMES,
                questions.BIRTH,
                questions.BEFORE_THE_PERIODS,
                questions.PERIODS,
            )
        ),
        STANDING,
        HELPER,
        PAPERS,
        AUTHORITY_PAPERS,
        HEADS,
        BEFORE_THE_HEADS,
        *PAGE_OF_HEAD.values(),
        ONE_MORE,
        UNDER_SEAL,
        EARLIER,
        AWARDS,
        FORUM,
        RECEIVERS,
        questions.CONTACT,
    ],
    declaration=_(
        "What I claim is true as far as I know. I have understood that recorded does not mean"
        " awarded."
    ),
    declarations={
        Voice.ORGANISATION: _(
            "I may speak for the organisation. What we claim is true as far as it knows. We have"
            " understood that recorded does not mean awarded."
        ),
    },
    parts=[
        Part(_("Who it is about, and in what capacity you claim"), first="teller"),
        Part(_("Papers and photographs"), first="papers"),
        Part(_("What you claim for"), first="heads"),
        Part(_("What was recognised before, and which country"), first="earlier"),
        Part(_("To whom it may go, and how we reach you"), first="receivers"),
    ],
    consent=frozenset({"receivers"}),
)
