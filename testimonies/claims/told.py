"""What somebody claims, read from the pages: plain values, checked and complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.intake.told import Consent, Contact, Period, Person


@dataclass(frozen=True)
class Item:
    """One head of claim."""

    head: str
    method: str
    description: str
    amount: str = ""
    currency: str = ""
    #: The uuids of the papers that support it.
    papers: tuple[str, ...] = ()
    money_of: str = ""
    measures: tuple[str, ...] = ()
    #: The period that it belongs to: its key here, or its uuid in the testimony of the case.
    period: str = ""


@dataclass(frozen=True)
class Award:
    """What was recognised, paid or refused before."""

    kind: str
    given: FuzzyDate
    #: {"by", "paper", "amount", "currency"}
    words: Mapping[str, str]


@dataclass(frozen=True)
class ToldClaim:
    """A whole claim. The person is None where the case has a testimony about them."""

    standing: str
    person: Person | None
    items: tuple[Item, ...]
    forum_country: str
    #: {"about", "relation", "own_name", "authority", "earlier", "earlier_words"}
    words: Mapping[str, str]
    consent: Consent
    contact: Contact | None
    #: The pages exactly as they were typed.
    answers: Mapping[str, Any]
    #: In which the questions were put.
    voice: str
    #: What was told under seal, as it was typed.
    sealed: Mapping[str, Any] = field(default_factory=dict)
    #: Who helped, as in a testimony.
    helper: Mapping[str, str] = field(default_factory=dict)
    awards: tuple[Award, ...] = ()
    #: The uuids of the papers that show the authority to claim.
    authority_papers: tuple[str, ...] = ()
    #: Told here only where the case has no testimony that tells them.
    periods: tuple[Period, ...] = ()
