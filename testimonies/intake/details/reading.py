"""From the pages on what stands beside the story to what was told there."""

from __future__ import annotations

from typing import Any

from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.intake.details import questions
from testimonies.intake.details.told import Beside, Details, Leg, Lost
from testimonies.intake.filled import Filled
from testimonies.models.episode import Proof
from testimonies.models.person import Kin, Role
from testimonies.models.property import PropertyKind

NAME = ("given", "patronymic", "surname")


def details(filled: Filled) -> Details:
    person = filled.right(questions.ABOUT_THE_PERSON).cleaned_data
    fate: dict[str, Any] = {}
    if filled.page(questions.FATE.key):
        fate = filled.right(questions.FATE).cleaned_data
    return Details(
        legs=tuple(_leg(form.cleaned_data) for form in filled.right_entries(questions.JOURNEY)),
        people=(
            *(_relative(form.cleaned_data) for form in filled.right_entries(questions.FAMILY)),
            *(_other(form.cleaned_data) for form in filled.right_entries(questions.OTHERS)),
        ),
        property=tuple(
            _lost(form.cleaned_data) for form in filled.right_entries(questions.PROPERTY)
        ),
        fate=fate.get("fate", ""),
        death=_date(fate, "death"),
        words=_words({**person, **fate}, *person, "death_place", "death_cause"),
    )


def _leg(said: dict[str, Any]) -> Leg:
    return Leg(
        period=said["period"],
        mode=said["mode"],
        start=_date(said, "start"),
        end=_date(said, "end"),
        words=_words(
            {"from": said["from_place"], "to": said["to_place"], "deaths": said["deaths"]},
            "from", "to", "deaths",
        ),
    )  # fmt: skip


def _relative(said: dict[str, Any]) -> Beside:
    return Beside(
        role=Role.FAMILY_MEMBER,
        kin=said["kin"] or Kin.OTHER,
        sureness=said["sureness"],
        fate=said["fate"],
        birth=_date(said, "birth"),
        death=_date(said, "death"),
        name=_words(said, *NAME),
        words=_words(said, "death_place", "note"),
    )


def _other(said: dict[str, Any]) -> Beside:
    return Beside(
        role=said["role"] or Role.MENTIONED,
        kin=Kin.NOT_RELATED,
        sureness=said["sureness"],
        fate=said["fate"],
        birth=FuzzyDate(),
        death=FuzzyDate(),
        name=_words(said, *NAME),
        words=_words({**said, "place": said["met_at"]}, "place", "note"),
    )


def _lost(said: dict[str, Any]) -> Lost:
    return Lost(
        kind=said["kind"] or PropertyKind.OTHER,
        returned=said["returned"],
        proof=said["proof"] or Proof.NONE,
        taken=_date(said, "taken"),
        words=_words(said, "what", "place", "taken_by"),
    )


def _date(said: dict[str, Any], name: str) -> FuzzyDate:
    when = said.get(name)
    return when if isinstance(when, FuzzyDate) else FuzzyDate()


def _words(said: dict[str, Any], *names: str) -> dict[str, str]:
    """What was answered; what was not has no key."""
    return {name: str(said[name]) for name in names if said.get(name)}
