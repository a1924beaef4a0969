"""What can be told beside the story: the way, the family, other people, and what was lost.

Nothing here must be answered. What is unsaid stays empty.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from testimonies.history.rules import FIRST_BIRTH
from testimonies.intake.asking import (
    Choices,
    PageForm,
    ThreeParts,
    certainty,
    line,
    one_of,
    text,
)
from testimonies.intake.details.suggesting import place, with_places
from testimonies.models.case import Voice
from testimonies.models.episode import OrderedBy, Proof, ReleaseGround, StatusImposed
from testimonies.models.journey import Mode
from testimonies.models.person import Fate, Kin, Role, Sex, Sureness
from testimonies.models.property import PropertyKind, Returned

OTHER_ROLES: Choices = [
    (Role.FELLOW_DEPORTEE, _("Somebody who was taken as well")),
    (Role.HELPER, _("Somebody who helped")),
    (Role.OFFICIAL, _("Somebody of the authorities")),
    (Role.ALLEGED_PERPETRATOR, _("Somebody who did harm")),
    (Role.MENTIONED, _("Somebody else")),
]
KINS: Choices = [(kin.value, capfirst(kin.label)) for kin in Kin if kin != Kin.NOT_RELATED]
DATE_HINT = _("Day, month, year, as far as you know them. You can leave it empty.")


def date(label: Any) -> ThreeParts:
    return ThreeParts(label=label, help_text=DATE_HINT, required=False)


class WithPlaces(PageForm):
    """A page on which places can be chosen by their names."""

    def prepare(self) -> None:
        super().prepare()
        with_places(self, self.about.places)


class ByWhom(PageForm):
    """A period, fourth part: what the authorities made of it."""

    operation = one_of(
        _("Was it part of one of these?"),
        (),
        _("If you are not sure, choose the last answer."),
        required=False,
    )
    ordered_by = one_of(_("Who ordered it?"), OrderedBy.choices, required=False)
    pretext = text(
        _("What reason did the authorities give?"),
        _("In their words, as they stand in the papers or were said. We show them in quotes."),
        rows=2,
    )
    status_imposed = one_of(
        _("What did the papers make of the person?"), StatusImposed.choices, required=False
    )
    property_taken = text(_("Was anything taken away at that time?"), rows=2)
    release_ground = one_of(_("How did it come to an end?"), ReleaseGround.choices, required=False)

    def prepare(self) -> None:
        super().prepare()
        asked: Any = self.fields["operation"]
        asked.choices = [*self.about.operations, ("", _("None of these, or I do not know"))]


class Leg(WithPlaces):
    """One part of the way: from where to where, and how."""

    period = one_of(_("To which time does it belong?"), (), required=False)
    from_place = place(_("From where?"))
    to_place = place(_("Where to?"))
    mode = one_of(_("How were people taken?"), Mode.choices, required=False)

    def prepare(self) -> None:
        super().prepare()
        asked: Any = self.fields["period"]
        asked.choices = [*self.about.periods, ("", _("I do not know"))]


class LegInTime(PageForm):
    start = date(_("When did this part begin?"))
    start_certainty = certainty(_("How sure is the beginning?"))
    end = date(_("When did it end?"))
    end_certainty = certainty(_("How sure is the end?"))
    deaths = text(
        _("Did anybody die on the way?"), _("As you remember it, or as you were told."), rows=3
    )

    dates: ClassVar[tuple[str, ...]] = ("start", "end")
    optional_dates: ClassVar[tuple[str, ...]] = ("start", "end")


class WholeLeg(LegInTime, Leg):
    field_order = ["period", "from_place", "to_place", "mode", "start", "end"]

    def judge(self, answers: dict[str, Any]) -> None:
        in_order(self, answers, "start", "end")


class Named(PageForm):
    given = line(_("First name or names"), _("Leave empty what you do not know."))
    patronymic = line(_("Father's name"))
    surname = line(_("Surname"))


class Relative(Named):
    """Somebody of the family, first part."""

    kin = one_of(_("Who was this to the person you tell about?"), KINS)
    sureness = one_of(_("How sure are you of that?"), Sureness.choices, required=False)

    in_voice = {Voice.SELF: {"kin": (_("Who was it?"), "")}}


class WhatBecame(WithPlaces):
    """What became of somebody."""

    birth = date(_("When was this person born?"))
    birth_certainty = certainty(_("How sure is the birth?"))
    fate = one_of(_("What became of this person?"), Fate.choices, required=False)
    death = date(_("If this person has died: when?"))
    death_certainty = certainty(_("How sure is that?"))
    death_place = place(_("Where?"))
    note = text(_("Is there more to say about this person?"), rows=3)

    dates: ClassVar[tuple[str, ...]] = ("birth", "death")
    optional_dates: ClassVar[tuple[str, ...]] = ("birth", "death")
    first_years: ClassVar[dict[str, int]] = {"birth": FIRST_BIRTH}


class WholeRelative(WhatBecame, Relative):
    field_order = ["given", "patronymic", "surname", "kin", "sureness"]

    def judge(self, answers: dict[str, Any]) -> None:
        in_order(self, answers, "birth", "death")


class OtherPerson(Named, WithPlaces):
    """Somebody beside the family."""

    role = one_of(_("Who was it?"), OTHER_ROLES)
    sureness = one_of(_("How sure are you of the name?"), Sureness.choices, required=False)
    met_at = place(_("Where did you meet?"))
    fate = one_of(_("What became of this person?"), Fate.choices, required=False)
    note = text(_("What do you want to tell about this person?"), rows=3)


class Lost(WithPlaces):
    """Something that was taken, or had to be left."""

    kind = one_of(_("What was it?"), PropertyKind.choices)
    what = text(_("Describe it"), _("How much, how many, how large."), rows=3)
    place = place(_("Where was it?"))
    taken = date(_("When was it taken?"))
    taken_certainty = certainty()
    taken_by = line(_("Who took it?"))
    proof = one_of(_("What shows that it was yours?"), Proof.choices, required=False)
    returned = one_of(_("Did it come back?"), Returned.choices, required=False)

    dates: ClassVar[tuple[str, ...]] = ("taken",)
    optional_dates: ClassVar[tuple[str, ...]] = ("taken",)


class AboutThePerson(PageForm):
    sex = one_of(_("Woman or man?"), Sex.choices, required=False)
    nationality = line(_("What nationality do you give yourself?"), _("In your own words."))
    occupation = line(_("What work or school was there before it happened?"))
    label = line(
        _("What did the authorities call you?"),
        _("For example “kulak”. We show it in quotes: the word is theirs."),
    )

    of_another = {
        "nationality": (
            _("What nationality did the person have?"),
            _("As the person would have said it."),
        ),
        "label": (
            _("What did the authorities call the person?"),
            _("For example “kulak”. We show it in quotes: the word is theirs."),
        ),
    }


class WhatBecameOfThePerson(WithPlaces):
    fate = one_of(_("What became of the person?"), Fate.choices, required=False)
    death = date(_("If the person has died: when?"))
    death_certainty = certainty()
    death_place = place(_("Where?"))
    death_cause = line(_("Of what, as far as you know?"))

    dates: ClassVar[tuple[str, ...]] = ("death",)
    optional_dates: ClassVar[tuple[str, ...]] = ("death",)


def in_order(form: PageForm, answers: dict[str, Any], first: str, last: str) -> None:
    begins, ends = answers.get(first), answers.get(last)
    earliest, latest = getattr(begins, "earliest", None), getattr(ends, "latest", None)
    if earliest and latest and latest < earliest:
        form.add_error(last, _("The end lies before the beginning. Which one is right?"))
