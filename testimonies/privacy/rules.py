"""Effective access: the least that consent, review, waiting time and state allow, in one place.

Pages, search, API and bundles all ask here. Pure: no database, and the clock is passed in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from testimonies.models.consent import Audience, Embargo, Identity, Use


class Level(IntEnum):
    """How far something may go. A higher level includes the lower ones."""

    NOBODY = 0
    ARCHIVE = 1
    INSTITUTIONS = 2
    RESEARCHERS = 3
    PUBLIC = 4


LONGEST_LIFE, PROTECTED_DEAD = 110, 20  # years
LEVELS: dict[str, Level] = {
    Audience.ARCHIVE: Level.ARCHIVE,
    Audience.INSTITUTIONS: Level.INSTITUTIONS,
    Audience.RESEARCHERS: Level.RESEARCHERS,
    Audience.PUBLIC: Level.PUBLIC,
}


@dataclass(frozen=True)
class Facts:
    """What decides access to one testimony, gathered from its rows."""

    text: str
    documents: str
    photographs: str
    identity: str
    uses: frozenset[str] = frozenset()
    institutions: frozenset[str] = frozenset()
    embargo: str = Embargo.NONE
    embargo_until: date | None = None
    is_withdrawn: bool = False
    is_accepted: bool = False
    is_on_hold: bool = False
    is_suspended: bool = False
    #: Somebody wants words or parts of a paper covered, and it is not decided or not done.
    is_being_covered: bool = False
    #: A doubt about somebody who was never asked is open.
    is_flagged: bool = False
    #: Empty where nobody was asked about recordings apart from papers.
    recording: str = ""


@dataclass(frozen=True)
class Access:
    """What may be shown to whom, and under which name."""

    text: Level
    documents: Level
    photographs: Level
    identity: str
    institutions: frozenset[str]
    uses: frozenset[str]
    recording: Level = Level.NOBODY

    @property
    def has_public_part(self) -> bool:
        return Level.PUBLIC in {self.text, self.documents, self.photographs, self.recording}

    def for_institution(self, code: str) -> bool:
        """May this institution receive the words in a bundle?"""
        return (
            self.text >= Level.INSTITUTIONS
            and Use.PETITION_BUNDLE in self.uses
            and code in self.institutions
        )

    @property
    def for_archives(self) -> bool:
        """May a national archive keep the words for registered researchers?"""
        return self.text >= Level.RESEARCHERS and Use.RESEARCH in self.uses

    def limited_to(self, least: Level) -> Access:
        """The same, without papers, photographs and recordings that do not go as far as that."""
        return replace(
            self,
            documents=self.documents if self.documents >= least else Level.NOBODY,
            photographs=self.photographs if self.photographs >= least else Level.NOBODY,
            recording=self.recording if self.recording >= least else Level.NOBODY,
        )


def effective_access(facts: Facts, *, on: date) -> Access:
    """The minimum over everything that speaks against showing."""
    ceiling = _ceiling(facts, on=on)
    access = Access(
        text=min(ceiling, LEVELS[facts.text]),
        documents=min(ceiling, LEVELS[facts.documents]),
        photographs=min(ceiling, LEVELS[facts.photographs]),
        identity=facts.identity,
        institutions=facts.institutions,
        uses=facts.uses,
        recording=min(ceiling, level_of_recording(facts.recording, facts.documents)),
    )
    if ceiling < Level.INSTITUTIONS:
        return replace(
            access, identity=Identity.ANONYMOUS, institutions=frozenset(), uses=frozenset()
        )
    return access


def level_of_recording(asked: str, documents: str) -> Level:
    """A voice is more than a paper: where nobody was asked, it goes with them, never to all."""
    return LEVELS[asked] if asked else min(LEVELS[documents], Level.RESEARCHERS)


def _ceiling(facts: Facts, *, on: date) -> Level:
    if facts.is_withdrawn or facts.is_suspended:
        return Level.NOBODY
    is_held_back = facts.is_on_hold or facts.is_flagged or facts.is_being_covered
    if is_held_back or not facts.is_accepted or not embargo_is_over(facts, on=on):
        return Level.ARCHIVE
    return Level.PUBLIC


def embargo_is_over(facts: Facts, *, on: date) -> bool:
    """A waiting time without a date ends only when a person records that it has."""
    match facts.embargo:
        case Embargo.NONE:
            return True
        case Embargo.UNTIL_DATE:
            return facts.embargo_until is not None and facts.embargo_until <= on
        case _:
            return False


@dataclass(frozen=True)
class Lifetime:
    """What a source says of how long somebody lived; None where it does not."""

    birth_latest: date | None
    death_latest: date | None
    #: The fate that was told is a death of the years of repression.
    has_perished: bool


def may_be_named(life: Lifetime, *, on: date) -> bool:
    """The third-party rule: whether somebody who never consented may be named outside.

    Nobody who may be alive: only who perished, who died more than 20 years ago (the longest time
    for which a country protects its dead, Estonia for minors), or who was born 110 years ago.
    """
    if life.has_perished:
        return True
    if life.death_latest:
        return _years_after(life.death_latest, PROTECTED_DEAD) <= on
    return bool(life.birth_latest) and _years_after(life.birth_latest, LONGEST_LIFE) <= on


def _years_after(day: date | None, years: int) -> date:
    return date.max if day is None else date(day.year + years + 1, 1, 1)


def name_as(identity: str, *, given: str, surname: str, pseudonym: str = "") -> str:
    """A person's name in the form they agreed to; empty for none."""
    match identity:
        case Identity.FULL_NAME:
            return f"{given} {surname}".strip()
        case Identity.FIRST_NAME:
            return f"{given.partition(' ')[0]} {_initial(surname)}".strip()
        case Identity.INITIALS:
            return f"{_initial(given)} {_initial(surname)}".strip()
        case Identity.PSEUDONYM:
            return pseudonym.strip()
        case _:
            return ""


def _initial(name: str) -> str:
    """Of a name in brackets or quotes its first letter, not the sign before it."""
    first = next(filter(str.isalpha, name), "")
    return f"{first.upper()}." if first else ""
