"""What a signature is at each institution, said before anybody signs.

The page is the same for everybody, so what depends on the signer is said as a condition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from petitions.signing import countries, needs
from petitions.signing.needs import BY_EMAIL, Target, Way
from testimonies.institutions.rules import UNION, TargetFacts
from testimonies.models.institution import Assurance, Eligibility, SignatoryField


@dataclass(frozen=True)
class Worth:
    """What is said of several institutions, in whole sentences."""

    institutions: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Worths:
    """Where a signature of one way counts, where on a condition, and where it only supports."""

    counted: tuple[Worth, ...]
    on_condition: tuple[Worth, ...]
    in_support: tuple[Worth, ...]


class Standing(StrEnum):
    """What a signature is at an institution, for all who sign in one way."""

    COUNTED = "counted"
    ON_CONDITION = "on_condition"
    IN_SUPPORT = "in_support"


def standing(facts: TargetFacts, way: Way = BY_EMAIL) -> Standing:
    if not needs.takes(facts, way):
        return Standing.IN_SUPPORT
    return Standing.ON_CONDITION if conditions(facts, way) else Standing.COUNTED


def of(targets: Iterable[Target], way: Way = BY_EMAIL) -> Worths:
    by_standing: dict[Standing, list[Target]] = {each: [] for each in Standing}
    for each in targets:
        by_standing[standing(each.facts, way)].append(each)
    return Worths(**{each: _grouped(those, way) for each, those in by_standing.items()})


def in_short(facts: TargetFacts, way: Way = BY_EMAIL) -> str:
    """Beside the name of an institution that can be ticked."""
    if not needs.takes(facts, way):
        return _("a declaration of support")
    if told := needs.beyond_the_usual(facts, way):
        return _("counts if you also give: %(fields)s") % {"fields": _labels(told)}
    return _("counts on a condition") if conditions(facts, way) else _("counts")


def conditions(facts: TargetFacts, way: Way = BY_EMAIL) -> tuple[str, ...]:
    """Under which a signature counts there at all, one sentence each."""
    told = needs.beyond_the_usual(facts, way)
    found = [who(facts)] if facts.eligibility != Eligibility.ANYONE else []
    if facts.minimum_age is not None:
        found.append(from_age(facts.minimum_age))
    if told:
        found.append(_("It counts only if you also give: %(fields)s.") % {"fields": _labels(told)})
    return tuple(found)


def from_age(age: int) -> str:
    sentence = ngettext(
        "Only people who are at least %(age)d year old are counted.",
        "Only people who are at least %(age)d years old are counted.",
        age,
    )
    return sentence % {"age": age}


def who(facts: TargetFacts) -> str:
    country = {"country": countries.name(facts.eligible_country, get_language() or "en")}
    match facts.eligibility:
        case Eligibility.RESIDENT:
            return _("Only people who live in this country are counted: %(country)s.") % country
        case Eligibility.CITIZEN:
            return _("Only citizens of this country are counted: %(country)s.") % country
    if facts.eligible_country == UNION:
        return _("Only citizens of the European Union and people who live there are counted.")
    sentence = _(
        "Only citizens of this country and people who live there are counted: %(country)s."
    )
    return sentence % country


def _labels(told: Iterable[str]) -> str:
    return "; ".join(str(SignatoryField(field).label) for field in told)


def other_ways(facts: TargetFacts) -> str:
    """What would make a signature count where one of this way does not."""
    ways = [words for accepted, words in _ways() if accepted & facts.accepted_assurance]
    sentence = _("It would count if you signed in one of these ways: %(ways)s.")
    return sentence % {"ways": "; ".join(ways)}


def _ways() -> list[tuple[frozenset[str], str]]:
    return [
        (frozenset({Assurance.EID}), _("with an electronic identity")),
        (frozenset({Assurance.QUALIFIED}), _("with a qualified electronic signature")),
        (frozenset({Assurance.PAPER, Assurance.PAPER_VERIFIED}), _("on paper")),
    ]


def _sentences(facts: TargetFacts, way: Way) -> tuple[str, ...]:
    if needs.takes(facts, way):
        return conditions(facts, way)
    return (other_ways(facts), *conditions(facts, way))


def _grouped(targets: Iterable[Target], way: Way) -> tuple[Worth, ...]:
    names: dict[tuple[str, ...], list[str]] = {}
    for target in targets:
        names.setdefault(_sentences(target.facts, way), []).append(target.name)
    return tuple(Worth(tuple(those), sentences) for sentences, those in names.items())
