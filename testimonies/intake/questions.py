"""The questions of a testimony, in the order in which they are asked.

The free words come first and the details after them; it ends on life after, not on death.
"""

from django.utils.translation import gettext_lazy as _

from testimonies.intake import examples, forms
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.consent.forms import Audiences, Reach, ShownAs, Uses, Waiting
from testimonies.intake.details import questions as details
from testimonies.intake.details.forms import ByWhom
from testimonies.intake.helping.pages import HELPER
from testimonies.intake.instead import Instead
from testimonies.intake.questionnaire import (
    Answers,
    ContextPage,
    FilesPage,
    ManyPage,
    Page,
    Questionnaire,
)
from testimonies.intake.sealed.pages import ONE_MORE, UNDER_SEAL
from testimonies.intake.teller.forms import MEMBER, Alive, Organisation, Teller
from testimonies.models.case import Kind, Voice


def about_whom(answers: Answers) -> str:
    return next(iter(answers.get("teller", {}).get("about", [])), "")


def _about_another(answers: Answers, _about: Circumstances) -> bool:
    return about_whom(answers) not in {"", "self", MEMBER}


def _for_organisation(answers: Answers, _about: Circumstances) -> bool:
    return about_whom(answers) == MEMBER


TELLER = Page(
    key="teller",
    heading=_("Who you are, and about whom you tell"),
    form=Teller,
    why=_("The next questions are put differently to you and to somebody who tells for another."),
    instead=(Instead.LATER,),
    is_needed=True,
    examples=examples.TELLER,
)
ALIVE = Page(
    key="alive",
    heading=_("The person"),
    form=Alive,
    why=_("So that we ask in the right words."),
    when=_about_another,
    examples=examples.ALIVE,
)
ORGANISATION = Page(
    key="organisation",
    heading=_("Your organisation"),
    form=Organisation,
    why=_("Whoever reads it later shall know who speaks."),
    when=_for_organisation,
    examples=examples.ORGANISATION,
)
BEFORE_THE_STORY = ContextPage(
    key="before-the-story",
    heading=_("The next page asks what happened"),
    intro=_("To think of it can be hard. You decide how much you tell, and how."),
    points=(
        _("A few words are enough, and you can leave the page empty."),
        _("Take a pause when you like. Your answers are kept."),
        _("Somebody you trust may sit beside you and write."),
        _("You would rather speak? Call us: we write it down with you."),
    ),
)
NAME = Page(
    key="name",
    heading=_("What is your name?"),
    heading_of_another=_("What is the person's name?"),
    intro=_("As it is written today."),
    intro_of_another=_("As it is written today, or as it was written last."),
    intros={
        Voice.LIVING: _("As it is written today."),
        Voice.DEAD: _("As it was written last."),
    },
    examples=examples.NAME,
    form=forms.PersonName,
    why=_("By the name we find the same person in other testimonies and in files."),
)
OTHER_NAMES = ManyPage(
    key="other-names",
    heading=_("Was your name ever written differently?"),
    heading_of_another=_("Was the person's name ever written differently?"),
    intro=_(
        "A name before marriage, a Russian form, a mistake in the file of the NKVD: each spelling"
        " helps to find papers. Go on if there is none."
    ),
    form=forms.OtherName,
    why=_("Files were written in another alphabet, often by ear."),
    entry_heading=_("Another name"),
    add=_("Add a name"),
    none_yet=_("No other name yet."),
    examples=examples.OTHER_NAME,
)
BIRTH = Page(
    key="birth",
    heading=_("Your birth"),
    heading_of_another=_("The person's birth"),
    form=forms.Birth,
    why=_("The year of birth tells two people of one name apart."),
    examples=examples.BIRTH,
)
STORY = Page(
    key="story",
    heading=_("What happened"),
    form=forms.Story,
    why=_("Your own words are the testimony. Dates and places can follow on the next pages."),
    examples=examples.STORY,
)
BEFORE = Page(
    key="before",
    heading=_("Life before"),
    form=forms.Before,
    why=_("A person is more than what was done to them."),
    examples=examples.BEFORE,
)
BEFORE_THE_PERIODS = ContextPage(
    key="before-the-periods",
    heading=_("The next pages ask about arrest, deportation and camp"),
    intro=_("They ask when each began and ended, from where, and where to."),
    points=(
        _("“I do not know” is a good answer. A year, or about when, is enough."),
        _("You can leave out any of these pages, or come back to them on another day."),
        _("What you have told already need not be told again."),
    ),
)
PERIODS = ManyPage(
    key="periods",
    heading=_("The periods of repression"),
    intro=_(
        "One entry for each time: the arrest, the deportation, the camp, the years of settlement."
        " If you do not know, leave it out and go on."
    ),
    form=forms.Period,
    parts=(forms.WhatHappened, forms.Beginning, forms.Ending, ByWhom),
    why=_(
        "Most laws ask for the beginning and the end of each period, and for a paper that shows"
        " each of them."
    ),
    entry_heading=_("A period of repression"),
    add=_("Add a period"),
    none_yet=_("No period yet."),
    examples=examples.PERIOD,
)
AFTER = Page(key="after", heading=_("Life after"), form=forms.After, examples=examples.AFTER)
PAPERS = FilesPage(
    key="papers",
    heading=_("Papers and photographs"),
    intro=_("Add what you have, one file at a time. You can also go on without any."),
    form=forms.Paper,
    why=_("A paper can prove a date. The original file is kept unchanged; people see a copy."),
    examples=examples.PAPER,
)
AUDIENCE = Page(
    key="audience",
    heading=_("Who may see it"),
    intro=_(
        "You decide. If you change your mind later, come back with your return code: you can"
        " change each answer, or take all of it back."
    ),
    form=Audiences,
    why=_("Nothing is shown to anybody further than you say here."),
    examples=examples.AUDIENCE,
)
SHOWN_AS = Page(
    key="shown-as",
    heading=_("The name beside your words"),
    heading_of_another=_("The name beside the story"),
    form=ShownAs,
    examples=examples.SHOWN_AS,
)
USES = Page(key="uses", heading=_("What it may be used for"), form=Uses, examples=examples.USES)
WAITING = Page(
    key="waiting", heading=_("A time of waiting"), form=Waiting, examples=examples.WAITING
)
CONTACT = Page(
    key="contact",
    heading=_("How we may reach you"),
    headings={Voice.ORGANISATION: _("How we may reach your organisation")},
    form=Reach,
    why=_("Only to ask when something is unclear, and to tell you what happens. Never published."),
    when=lambda _answers, about: not about.has_contact,
    examples=examples.CONTACT,
)

TESTIMONY = Questionnaire(
    kind=Kind.TESTIMONY,
    pages=[
        TELLER,
        ALIVE,
        ORGANISATION,
        HELPER,
        BEFORE_THE_STORY,
        STORY,
        NAME,
        OTHER_NAMES,
        BIRTH,
        BEFORE,
        BEFORE_THE_PERIODS,
        PERIODS,
        ONE_MORE,
        UNDER_SEAL,
        *details.PAGES,
        AFTER,
        PAPERS,
        AUDIENCE,
        SHOWN_AS,
        USES,
        WAITING,
        CONTACT,
    ],
    declaration=_(
        "What I have told is true as far as I know, and the answers on who may see it are mine."
    ),
    declarations={
        Voice.ORGANISATION: _(
            "I may speak for the organisation. What we have told is true as far as it knows, and"
            " the answers on who may see it are its own."
        ),
    },
    consent=frozenset({"audience", "shown-as", "uses", "waiting"}),
)
