"""The questions of a testimony, in the order in which they are asked.

The free words come first and the details after them; it ends on life after, not on death.
"""

from django.utils.translation import gettext_lazy as _

from testimonies.intake import forms
from testimonies.intake.consent.forms import Audiences, Reach, ShownAs, Uses, Waiting
from testimonies.intake.questionnaire import FilesPage, ManyPage, Page, Questionnaire
from testimonies.models.case import Kind

TELLER = Page(
    key="teller",
    heading=_("Who you are, and about whom you tell"),
    form=forms.Teller,
    why=_("The next questions are put differently to you and to somebody who tells for another."),
)
NAME = Page(
    key="name",
    heading=_("What is your name?"),
    heading_of_another=_("What is the person's name?"),
    intro=_("As it is written today."),
    intro_of_another=_("As it is written today, or as it was written last."),
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
)
BIRTH = Page(
    key="birth",
    heading=_("Your birth"),
    heading_of_another=_("The person's birth"),
    form=forms.Birth,
    why=_("The year of birth tells two people of one name apart."),
)
STORY = Page(
    key="story",
    heading=_("What happened"),
    form=forms.Story,
    why=_("Your own words are the testimony. Dates and places can follow on the next pages."),
)
PERIODS = ManyPage(
    key="periods",
    heading=_("The periods of repression"),
    intro=_(
        "One entry for each time: the arrest, the deportation, the camp, the years of settlement."
        " If you do not know, leave it out and go on."
    ),
    form=forms.Period,
    parts=(forms.WhatHappened, forms.Beginning, forms.Ending),
    why=_(
        "Most laws ask for the beginning and the end of each period, and for a paper that shows"
        " each of them."
    ),
    entry_heading=_("A period of repression"),
    add=_("Add a period"),
    none_yet=_("No period yet."),
)
AFTER = Page(key="after", heading=_("Life after"), form=forms.After)
PAPERS = FilesPage(
    key="papers",
    heading=_("Papers and photographs"),
    intro=_("Add what you have, one file at a time. You can also go on without any."),
    form=forms.Paper,
    why=_("A paper can prove a date. The original file is kept unchanged; people see a copy."),
)
AUDIENCE = Page(
    key="audience",
    heading=_("Who may see it"),
    intro=_(
        "You decide. If you change your mind later, come back with your return code: you can write"
        " to us, or take it back."
    ),
    form=Audiences,
    why=_("Nothing is shown to anybody further than you say here."),
)
SHOWN_AS = Page(
    key="shown-as",
    heading=_("The name beside your words"),
    heading_of_another=_("The name beside the story"),
    form=ShownAs,
)
USES = Page(key="uses", heading=_("What it may be used for"), form=Uses)
WAITING = Page(key="waiting", heading=_("A time of waiting"), form=Waiting)
CONTACT = Page(
    key="contact",
    heading=_("How we may reach you"),
    form=Reach,
    why=_("Only to ask when something is unclear, and to tell you what happens. Never published."),
    when=lambda _answers, about: not about.has_contact,
)

TESTIMONY = Questionnaire(
    kind=Kind.TESTIMONY,
    pages=[
        TELLER,
        NAME,
        OTHER_NAMES,
        BIRTH,
        STORY,
        PERIODS,
        AFTER,
        PAPERS,
        AUDIENCE,
        SHOWN_AS,
        USES,
        WAITING,
        CONTACT,
    ],
    consent=frozenset({"audience", "shown-as", "uses", "waiting"}),
)
