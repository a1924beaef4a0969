from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.models.history import (
    Fact,
    LegalInstrument,
    Operation,
    OperationKind,
    OperationQuerySet,
    Unit,
    Verification,
)
from testimonies.models.wording import Wording, in_this_language

SEASONS = {"21": _("spring"), "22": _("summer"), "23": _("autumn"), "24": _("winter")}


@dataclass(frozen=True)
class StatedFact:
    """One figure or statement as a page shows it. Without `high` it is “at least `low`”."""

    statement: Wording
    low: int | None
    high: int | None
    unit: Unit
    scope: str
    source: str
    as_published: str
    correction: str
    verification: Verification


@dataclass(frozen=True)
class CitedInstrument:
    slug: str
    citation: str
    adopted_on: date | None
    adopted: str
    as_published: str
    correction: str
    source: str
    verification: Verification


@dataclass(frozen=True)
class OperationStory:
    """An operation with everything that our sources say about it."""

    slug: str
    name: Wording
    summary: Wording
    kind: OperationKind
    starts: str
    ends: str
    earliest: date
    latest: date
    countries: tuple[str, ...]
    facts: tuple[StatedFact, ...]
    instruments: tuple[CitedInstrument, ...]

    @property
    def when(self) -> str:
        """From when to when, in the words of the page."""
        starts, ends = (in_words(edtf) for edtf in (self.starts, self.ends))
        return f"{starts} – {ends}" if self.ends not in {"", self.starts} else starts


def in_words(edtf: str) -> str:
    """A date of our reference data, which unlike people's own dates may be a season."""
    year, _dash, season = edtf.partition("-")
    if season in SEASONS:
        return f"{SEASONS[season]} {year}"
    return FuzzyDate(edtf).in_words()


def operations_with_facts() -> list[OperationStory]:
    """Every operation by date, in the language of the page; three queries in all."""
    return [_story(operation) for operation in _told(Operation.objects.chronological())]


def operation_with_facts(slug: str) -> OperationStory | None:
    operation = _told(Operation.objects.filter(slug=slug)).first()
    return None if operation is None else _story(operation)


def _told(operations: OperationQuerySet) -> OperationQuerySet:
    return operations.prefetch_related("facts", "instruments")


def _story(operation: Operation) -> OperationStory:
    return OperationStory(
        slug=operation.slug,
        name=in_this_language(operation.names),
        summary=in_this_language(operation.summary),
        kind=OperationKind(operation.kind),
        starts=operation.starts,
        ends=operation.ends,
        earliest=operation.earliest,
        latest=operation.latest,
        countries=tuple(operation.countries),
        facts=tuple(_stated(fact) for fact in operation.facts.all()),
        instruments=tuple(_cited(instrument) for instrument in operation.instruments.all()),
    )


def _stated(fact: Fact) -> StatedFact:
    return StatedFact(
        statement=in_this_language(fact.statement),
        low=fact.value_low,
        high=fact.value_high,
        unit=Unit(fact.unit),
        scope=fact.scope,
        source=fact.source,
        as_published=fact.as_published,
        correction=fact.correction,
        verification=Verification(fact.verification),
    )


def _cited(instrument: LegalInstrument) -> CitedInstrument:
    return CitedInstrument(
        slug=instrument.slug,
        citation=instrument.citation,
        adopted_on=instrument.adopted_on,
        adopted=instrument.adopted,
        as_published=instrument.as_published,
        correction=instrument.correction,
        source=instrument.source,
        verification=Verification(instrument.verification),
    )
