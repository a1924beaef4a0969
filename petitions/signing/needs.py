"""What a form asks beyond name, address of the mailbox and country, by the way of signing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from petitions.signing import personal_codes
from testimonies.institutions import rules as institutions
from testimonies.institutions.rules import TargetFacts
from testimonies.models.institution import Assurance, SignatoryField

#: What everybody is asked, whatever they choose.
ALWAYS = frozenset({SignatoryField.NAME, SignatoryField.EMAIL, SignatoryField.COUNTRY})


@dataclass(frozen=True)
class Way:
    """A way to sign: how sure it makes us, and what it tells without being asked."""

    assurance: str
    knows: frozenset[str] = ALWAYS


BY_EMAIL = Way(Assurance.EMAIL)
#: A certificate tells the name and the personal code.
QUALIFIED = Way(Assurance.QUALIFIED, ALWAYS | {SignatoryField.PERSONAL_CODE})


class Target(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def facts(self) -> TargetFacts: ...


@dataclass(frozen=True)
class Need:
    """One field that some institutions need before a signature counts there.

    `field` is a value of `SignatoryField`; `countries` are ISO codes of those whose citizens or
    residents these institutions count, where they name one.
    """

    field: str
    institutions: tuple[str, ...]
    countries: tuple[str, ...]


def takes(facts: TargetFacts, way: Way = BY_EMAIL) -> bool:
    return way.assurance in facts.accepted_assurance


def beyond_the_usual(facts: TargetFacts, way: Way = BY_EMAIL) -> tuple[str, ...]:
    """What this institution needs more than everybody is asked, in the order of a form."""
    asked = institutions.fields_asked([facts]) if takes(facts, way) else ()
    return tuple(field for field in asked if field not in way.knows)


def of(
    targets: Iterable[Target], chosen: Collection[str] | None = None, way: Way = BY_EMAIL
) -> tuple[Need, ...]:
    """What these institutions need together, or those `chosen` among them by their codes.

    An institution where no signature of this way counts needs nothing: it would be told for
    nothing.
    """
    asking = [each for each in targets if chosen is None or each.code in chosen]
    asking = [each for each in asking if beyond_the_usual(each.facts, way)]
    fields = institutions.fields_asked(each.facts for each in asking)
    return tuple(need(field, asking) for field in fields if field not in way.knows)


def need(field: str, asking: Iterable[Target]) -> Need:
    those = [each for each in asking if field in each.facts.required_fields]
    countries = {each.facts.eligible_country for each in those}
    return Need(
        field=field,
        institutions=tuple(each.name for each in those),
        countries=tuple(code for code in personal_codes.COUNTRIES if code in countries),
    )
