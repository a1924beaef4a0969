"""The pages on what can be told beside the story, between the periods and life after."""

from django.utils.translation import gettext_lazy as _

from testimonies.intake.details import examples, forms
from testimonies.intake.questionnaire import ManyPage, Page
from testimonies.models.case import Voice

JOURNEY = ManyPage(
    key="journey",
    heading=_("The way"),
    intro=_(
        "One entry for each part of the way, there or back: the wagon, the barge, the walk. Go on"
        " if you do not want to tell it."
    ),
    form=forms.WholeLeg,
    parts=(forms.Leg, forms.LegInTime),
    why=_("Lists of transports show where somebody was when. Many people died on the way."),
    entry_heading=_("A part of the way"),
    add=_("Add a part of the way"),
    none_yet=_("No part of the way yet."),
    examples=examples.LEG,
)
FAMILY = ManyPage(
    key="family",
    heading=_("The family"),
    intro=_(
        "One entry for each person of the family: those who were taken, and those who stayed. You"
        " need not know the names."
    ),
    form=forms.WholeRelative,
    parts=(forms.Relative, forms.WhatBecame),
    why=_("Families were parted. What became of each can help others to find them."),
    entry_heading=_("Somebody of the family"),
    add=_("Add a member of the family"),
    none_yet=_("Nobody yet."),
    examples=examples.RELATIVE,
)
OTHERS = ManyPage(
    key="others",
    heading=_("Other people"),
    intro=_(
        "People who were there: who shared the barrack, who helped, who gave the orders. The"
        " names written here of people who may still be alive are shown to nobody outside."
    ),
    form=forms.OtherPerson,
    why=_("A name that you remember may be the only trace of somebody."),
    entry_heading=_("Another person"),
    add=_("Add a person"),
    none_yet=_("Nobody yet."),
    examples=examples.OTHER_PERSON,
)
PROPERTY = ManyPage(
    key="property",
    heading=_("What was lost"),
    intro=_("House, land, animals, tools, savings: one entry for each. No value is needed."),
    form=forms.Lost,
    why=_("Some countries give property back, or ask what became of it."),
    entry_heading=_("Something that was lost"),
    add=_("Add a thing that was lost"),
    none_yet=_("Nothing yet."),
    examples=examples.LOST,
)
ABOUT_THE_PERSON = Page(
    key="details",
    heading=_("A few words about you"),
    heading_of_another=_("A few words about the person"),
    form=forms.AboutThePerson,
    why=_("Files of the time name these things, often wrongly. Here they stand as you say them."),
    examples=examples.ABOUT_THE_PERSON,
)
FATE = Page(
    key="fate",
    heading=_("What became of the person"),
    form=forms.WhatBecameOfThePerson,
    why=_("For some the files end on a day of which the family has never heard."),
    when=lambda _answers, about: about.voice != Voice.SELF,
    examples=examples.WHAT_BECAME,
)
PAGES = (JOURNEY, PROPERTY, FAMILY, OTHERS, ABOUT_THE_PERSON, FATE)
