"""What handing in a testimony writes down of the details, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from testimonies.models import (
    LostProperty,
    NameForm,
    PersonMention,
    Relationship,
    RepressionEpisode,
    RouteLeg,
)
from testimonies.models.person import NameType

if TYPE_CHECKING:
    from testimonies.history.fuzzy_date import FuzzyDate
    from testimonies.intake.details.told import Beside, Details, Leg, Lost


def tell(
    person: PersonMention, details: Details, episodes: Mapping[str, RepressionEpisode]
) -> None:
    """`episodes` by the keys under which the pages know them."""
    person.told = {**person.told, **details.words, **_as_told("death", details.death)}
    person.fate = details.fate
    person.death_edtf = details.death.edtf
    person.death_earliest = details.death.earliest
    person.death_latest = details.death.latest
    person.save()
    for place, leg in enumerate(details.legs, start=1):
        _tell_leg(person, leg, place, episodes)
    for each in details.people:
        _tell_person(person, each)
    for lost in details.property:
        _tell_property(person, lost)


def ends(end: str, when: FuzzyDate) -> dict[str, object]:
    """The columns of a date."""
    return {
        f"{end}_edtf": when.edtf,
        f"{end}_earliest": when.earliest,
        f"{end}_latest": when.latest,
    }


def _tell_leg(
    person: PersonMention, leg: Leg, place: int, episodes: Mapping[str, RepressionEpisode]
) -> None:
    only = next(iter(episodes.values())) if len(episodes) == 1 else None
    RouteLeg.objects.create(
        mention=person,
        episode=episodes.get(leg.period, only),
        sequence=place,
        mode=leg.mode,
        **ends("start", leg.start),
        **ends("end", leg.end),
        told={**leg.words, **_as_told("start", leg.start), **_as_told("end", leg.end)},
    )


def _tell_person(person: PersonMention, each: Beside) -> None:
    mentioned = PersonMention.objects.create(
        submission=person.submission,
        role=each.role,
        fate=each.fate,
        **ends("birth", each.birth),
        **ends("death", each.death),
        told={
            **each.words,
            **({"birth": each.birth.as_told} if each.birth.as_told else {}),
            **_as_told("death", each.death),
        },
    )
    if each.name:
        NameForm.objects.create(mention=mentioned, type=NameType.OTHER, written=dict(each.name))
    Relationship.objects.create(of=mentioned, to=person, kin=each.kin, certainty=each.sureness)


def _tell_property(person: PersonMention, lost: Lost) -> None:
    LostProperty.objects.create(
        mention=person,
        kind=lost.kind,
        returned=lost.returned,
        proof=lost.proof,
        **ends("taken", lost.taken),
        told={**lost.words, **_as_told("taken", lost.taken)},
    )


def _as_told(name: str, when: FuzzyDate) -> dict[str, str]:
    return {f"{name}_told": when.as_told} if when.as_told else {}
