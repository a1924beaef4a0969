"""What somebody told us, read from the pages: plain values, checked and complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.intake.details.told import Details


@dataclass(frozen=True)
class Name:
    """One way in which the person's name is or was written."""

    type: str
    given: str = ""
    patronymic: str = ""
    surname: str = ""
    script: str = ""
    used: str = ""
    note: str = ""


@dataclass(frozen=True)
class Period:
    """One period of repression, with what proves each end."""

    type: str
    start: FuzzyDate
    end: FuzzyDate
    start_proof: str
    end_proof: str
    from_place: str = ""
    to_place: str = ""
    narrative: str = ""
    #: Under which the other pages know it.
    key: str = ""
    operation: str = ""
    ordered_by: str = ""
    status_imposed: str = ""
    release_ground: str = ""
    pretext: str = ""
    property_taken: str = ""


@dataclass(frozen=True)
class Person:
    """The person whom the testimony or claim is about."""

    role: str
    names: tuple[Name, ...]
    birth: FuzzyDate
    birth_place: str = ""


@dataclass(frozen=True)
class Consent:
    """What may be done with it, answer by answer, and the digest of the words shown."""

    text: str
    documents: str
    photographs: str
    identity: str
    uses: tuple[str, ...]
    institutions: tuple[str, ...]
    embargo: str
    language: str
    text_sha256: str
    embargo_until: date | None = None
    #: Empty where it was not asked about apart from papers.
    recording: str = ""


@dataclass(frozen=True)
class Contact:
    """How we may reach the person who tells."""

    preference: str
    is_safe: bool
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """A whole testimony."""

    person: Person
    periods: tuple[Period, ...]
    #: {"about", "relation", "own_name", "story", "before", "after", "pseudonym", …}
    words: Mapping[str, str]
    consent: Consent
    contact: Contact | None
    #: The pages exactly as they were typed.
    answers: Mapping[str, Any]
    #: In which the questions were put.
    voice: str
    details: Details
    #: What was told under seal, as it was typed.
    sealed: Mapping[str, Any] = field(default_factory=dict)
    #: Who helped: {"name", "relation", "organisation", "may_contact", "reach"}; empty if nobody.
    helper: Mapping[str, str] = field(default_factory=dict)
