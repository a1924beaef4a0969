"""The questions about the person and what happened."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from testimonies.history.rules import FIRST_BIRTH
from testimonies.intake.asking import Choices, PageForm, ThreeParts, certainty, line, one_of, text
from testimonies.intake.details.forms import ByWhom, WithPlaces, in_order
from testimonies.intake.details.suggesting import place
from testimonies.models.case import Voice
from testimonies.models.episode import EpisodeType, Proof
from testimonies.models.evidence import EvidenceKind
from testimonies.models.person import NameType

SCRIPTS: Choices = [
    ("Latn", _("Latin letters")),
    ("Cyrl", _("Cyrillic letters")),
    ("", _("I do not know")),
]
KINDS_OF_PERIODS: list[tuple[Any, list[EpisodeType]]] = [
    (
        _("Prison and camp"),
        [
            EpisodeType.ARREST,
            EpisodeType.PRE_TRIAL,
            EpisodeType.LABOUR_CAMP,
            EpisodeType.SPECIAL_CAMP,
            EpisodeType.FILTRATION_CAMP,
            EpisodeType.PRISONER_OF_WAR_CAMP,
            EpisodeType.PSYCHIATRIC,
            EpisodeType.EXECUTION,
        ],
    ),
    (
        _("Deportation and exile"),
        [
            EpisodeType.SPECIAL_SETTLEMENT,
            EpisodeType.EXILE_AFTER_SENTENCE,
            EpisodeType.BIRTH_IN_EXILE,
            EpisodeType.CHILDRENS_HOME,
            EpisodeType.HIDING,
            EpisodeType.BAN_ON_RETURN,
        ],
    ),
    (_("War and labour"), [EpisodeType.LABOUR_BATTALION, EpisodeType.CONSCRIPTION]),
    (_("Property and rights"), [EpisodeType.CONFISCATION, EpisodeType.DENIAL]),
    (_("Other"), [EpisodeType.OTHER]),
]


class PersonName(PageForm):
    given = line(_("First name or names"), _("As long as it is, in any letters."))
    patronymic = line(_("Father's name"), _("If it belongs to your name."))
    surname = line(_("Surname"))

    of_another = {
        "patronymic": (_("Father's name"), _("If it belonged to the person's name.")),
    }
    in_voice = {
        Voice.LIVING: {
            "patronymic": (_("Father's name"), _("If it belongs to the person's name.")),
        },
    }

    def judge(self, answers: dict[str, Any]) -> None:
        if not self.errors and not (answers.get("given") or answers.get("surname")):
            self.add_error(
                "given",
                _("Write at least one of the names. If you know none, write “unknown”."),
            )


class OtherName(PageForm):
    given = line(_("First name or names"))
    patronymic = line(_("Father's name"))
    surname = line(_("Surname"))
    type = one_of(
        _("What kind of name is this?"),
        [(kind.value, capfirst(kind.label)) for kind in NameType if kind != NameType.NOW],
    )
    script = one_of(_("In which letters is it written?"), SCRIPTS, required=False)
    used = line(_("When was it used?"), _("For example: before 1938, in the camp."))
    note = line(_("Where is it written so?"), _("For example: in the file, on the train list."))

    def judge(self, answers: dict[str, Any]) -> None:
        written = [answers.get(part) for part in ("given", "patronymic", "surname")]
        if not self.errors and not any(written):
            self.add_error("given", _("Write the name as it stood there."))


class Birth(PageForm):
    birth = ThreeParts(
        label=_("When were you born?"),
        help_text=_("For example 14 6 1934. Leave empty what you do not know; a year is enough."),
    )
    birth_certainty = certainty()
    birth_place = line(
        _("Where were you born?"),
        _("The place as it was called then: village, parish, town, country."),
    )

    dates = ("birth",)
    first_years: ClassVar[dict[str, int]] = {"birth": FIRST_BIRTH}
    of_another = {
        "birth": (
            _("When was the person born?"),
            _("For example 14 6 1934. Leave empty what you do not know; a year is enough."),
        ),
        "birth_place": (
            _("Where was the person born?"),
            _("The place as it was called then: village, parish, town, country."),
        ),
    }


class Story(PageForm):
    story = text(
        _("Tell what happened, in your own words"),
        _(
            "There is no right length and no right order. Begin where you like, in any language."
            " Leave out what you do not want to tell."
        ),
        rows=12,
    )

    in_voice = {
        Voice.LIVING: {
            "story": (
                _("Tell what happened to the person, in your own words"),
                _(
                    "There is no right length and no right order. Write what the person agrees to"
                    " have told, and say what you saw yourself."
                ),
            ),
        },
        Voice.DEAD: {
            "story": (
                _("Tell what happened to the person, as you know it"),
                _(
                    "There is no right length and no right order. What you saw yourself and what"
                    " others told you both belong here. Leave out what you do not want to tell."
                ),
            ),
        },
        Voice.ORGANISATION: {
            "story": (
                _("Tell what happened to the person, as your organisation knows it"),
                _(
                    "There is no right length and no right order. Say from where you know it: from"
                    " the person, the family, or papers."
                ),
            ),
        },
    }


class Before(PageForm):
    before = text(
        _("What was life like before?"),
        _("Home, family, school, work: what you like to remember. You can leave it empty."),
        rows=8,
    )

    of_another = {
        "before": (
            _("What was the person's life like before?"),
            _("Home, family, school, work, as far as you know. You can leave it empty."),
        ),
    }


class WhatHappened(WithPlaces):
    """A period, first part: what it was, and where."""

    type = one_of(
        _("What was it?"),
        [
            (group, [(kind.value, kind.label) for kind in kinds])
            for group, kinds in KINDS_OF_PERIODS
        ],
    )
    from_place = place(_("From where?"), _("Home, or the place of arrest."))
    to_place = place(_("Where to?"), _("Settlement, camp, prison, district."))


class Beginning(PageForm):
    """A period, second part."""

    start = ThreeParts(
        label=_("When did it begin?"),
        help_text=_(
            "Day, month, year. Leave empty what you do not know; a year is enough. Some time"
            " between two years: 1941–1944."
        ),
    )
    start_certainty = certainty(_("How sure is the beginning?"))
    start_proof = one_of(_("What shows the beginning?"), Proof.choices, required=False)

    dates: ClassVar[tuple[str, ...]] = ("start",)


END_OR_DEATH = {
    "end": (
        _("When did it end?"),
        _("The day of release, of the way home, or of death. A year is enough."),
    ),
}


class Ending(PageForm):
    """A period, third part."""

    end = ThreeParts(
        label=_("When did it end?"),
        help_text=_("The day of release or of the way home. A year is enough."),
    )
    end_certainty = certainty(_("How sure is the end?"))
    end_proof = one_of(_("What shows the end?"), Proof.choices, required=False)
    narrative = text(_("Is there more to say about this time?"))

    dates: ClassVar[tuple[str, ...]] = ("end",)
    in_voice = dict.fromkeys((Voice.DEAD, Voice.ORGANISATION), END_OR_DEATH)


class Period(ByWhom, Ending, Beginning, WhatHappened):
    """A whole period: its four parts together, and what must hold between them."""

    field_order = ["type", "start", "end", "from_place", "to_place"]
    dates: ClassVar[tuple[str, ...]] = ("start", "end")

    def judge(self, answers: dict[str, Any]) -> None:
        in_order(self, answers, "start", "end")


class After(PageForm):
    after = text(
        _("And how did life go on?"),
        _("Coming home or not, school, work, family, what you would like to be remembered."),
        rows=8,
    )

    of_another = {
        "after": (
            _("And how did life go on?"),
            _("For the person and for the family, and what you would like to be remembered."),
        ),
    }
    in_voice = {
        Voice.DEAD: {
            "after": (
                _("And how did life go on?"),
                _(
                    "For the person as long as they lived, for the family, and what you would like"
                    " to be remembered."
                ),
            ),
        },
    }


class Paper(PageForm):
    """Nothing here can be wrong except the file itself, so that a good file is always kept."""

    file = forms.FileField(
        label=_("Paper, photograph or recording"),
        help_text=_(
            "A photograph of it is enough. Most pictures, PDFs, sound and film can be opened."
        ),
        required=False,
        allow_empty_file=True,  # the inspection says it better
        max_length=None,
        widget=forms.FileInput,
    )
    part_of = one_of(_("Is it a further page of a paper that you have added?"), [], required=False)
    kind = one_of(_("What is it?"), EvidenceKind.choices, required=False)
    caption = text(_("What can be seen, read or heard on it?"), rows=2)

    def prepare(self) -> None:
        others = [("", _("No, it is another one")), *self.about.new_papers]
        self.fields["part_of"].choices = others  # type: ignore[attr-defined]
        if not self.about.new_papers:
            del self.fields["part_of"]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or EvidenceKind.OTHER

    @classmethod
    def take(cls, sent: Any) -> dict[str, list[str]]:
        typed = super().take(sent)
        typed.pop("file", None)
        return typed
