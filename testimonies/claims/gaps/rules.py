"""What a scheme asks, held against what a case has. Pure: no database, no promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.claims.rules import Authority
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.models.claim import Standing
from testimonies.models.episode import EpisodeType, Proof
from testimonies.models.evidence import EvidenceKind as Kind
from testimonies.models.proof import Holding, Need

NOT_KNOWN = FuzzyDate()

CAPTIVITY = frozenset(
    {
        EpisodeType.SPECIAL_SETTLEMENT,
        EpisodeType.LABOUR_CAMP,
        EpisodeType.SPECIAL_CAMP,
        EpisodeType.FILTRATION_CAMP,
        EpisodeType.PRISONER_OF_WAR_CAMP,
        EpisodeType.EXILE_AFTER_SENTENCE,
    }
)
EXILE = frozenset(
    {
        EpisodeType.SPECIAL_SETTLEMENT,
        EpisodeType.EXILE_AFTER_SENTENCE,
        EpisodeType.BAN_ON_RETURN,
        EpisodeType.BIRTH_IN_EXILE,
        EpisodeType.CHILDRENS_HOME,
        EpisodeType.HIDING,
    }
)
#: They happen on one day; nothing else shows that they were over.
AT_ONCE = frozenset({EpisodeType.EXECUTION, EpisodeType.CONFISCATION})

OF_PERIODS = frozenset({Need.KIND, Need.START, Need.END, Need.MONTHS, Need.CAMP, Need.PLACE})
FAMILY = frozenset({"parent", "grandparent", "spouse", "sibling", "child", "relative"})
HEIRS = frozenset({Standing.HEIR_AT_LAW, Standing.NEXT_OF_KIN})

_BOTH_ENDS = frozenset(
    {Kind.DEPORTATION_FILE, Kind.ARCHIVE_CERTIFICATE, Kind.REHABILITATION, Kind.REPRESSED_CARD}
)
#: Which papers can show it. Whether this one does, a person must look.
SHOWS: dict[Need, frozenset[Kind]] = {
    Need.KIND: _BOTH_ENDS | {Kind.COURT_DECISION, Kind.RELEASE},
    Need.CAMP: _BOTH_ENDS | {Kind.COURT_DECISION, Kind.RELEASE},
    Need.START: _BOTH_ENDS | {Kind.COURT_DECISION, Kind.INVENTORY},
    Need.END: _BOTH_ENDS | {Kind.RELEASE},
    Need.KINSHIP: frozenset({Kind.CIVIL_RECORD}),
    Need.PARENT_FREED: _BOTH_ENDS | {Kind.RELEASE},
    Need.RESIDENCE: frozenset({Kind.CIVIL_RECORD}),
}
#: Which archives can show what is not about one period. Nobody else proves who somebody is.
HOLDINGS: dict[Need, frozenset[Holding]] = {
    Need.KINSHIP: frozenset({Holding.CIVIL}),
    Need.RESIDENCE: frozenset({Holding.CIVIL, Holding.RESIDENCE}),
    Need.PARENT_FREED: frozenset({Holding.DEPORTATION, Holding.CRIMINAL}),
}


class Found(models.TextChoices):
    """How far a case goes towards one need, from the best to the worst."""

    HERE = "here", _("It is here")
    PERHAPS = "perhaps", _("A paper here may show it")
    AT_THE_OFFICE = "at_the_office", _("To be shown at the office")
    ELSEWHERE = "elsewhere", _("A copy is not here yet")
    TOLD = "told", _("Told, without a paper")
    MISSING = "missing", _("Still missing")


#: What an archive may still be asked for.
ASKED_OF_ARCHIVES = frozenset({Found.PERHAPS, Found.TOLD, Found.MISSING})
STILL_MISSING = frozenset({Found.ELSEWHERE, Found.TOLD, Found.MISSING})


@dataclass(frozen=True)
class Period:
    """One period of repression, as told."""

    type: EpisodeType
    start: FuzzyDate = NOT_KNOWN
    end: FuzzyDate = NOT_KNOWN
    start_proof: Proof = Proof.NONE
    end_proof: Proof = Proof.NONE
    origin: str = ""
    destination: str = ""
    is_ended_by_death: bool = False


@dataclass(frozen=True)
class Known:
    """What a case has that a scheme could ask for, about one person."""

    #: A code of `intake.forms.ABOUT`; "self" when the person tells.
    about: str = "self"
    standing: Standing = Standing.SELF
    authority: Authority = Authority.NONE
    has_authority_paper: bool = False
    birth_place: str = ""
    periods: tuple[Period, ...] = ()
    papers: frozenset[Kind] = frozenset()

    @property
    def is_for_another(self) -> bool:
        return self.about != "self" or self.standing != Standing.SELF

    @property
    def is_for_family(self) -> bool:
        return self.about in FAMILY or self.standing in HEIRS

    @property
    def is_of_a_child(self) -> bool:
        return self.about == "parent" or any(
            period.type == EpisodeType.BIRTH_IN_EXILE for period in self.periods
        )


@dataclass(frozen=True)
class Finding:
    """One need, of one period where it has one, and how far the case goes."""

    need: Need
    found: Found
    period: Period | None = None

    @property
    def is_missing(self) -> bool:
        return self.found in STILL_MISSING

    @property
    def is_about_papers(self) -> bool:
        """Enough was told; what is missing is a paper."""
        is_of_a_period = self.need in OF_PERIODS and self.need != Need.PLACE
        return self.need not in OF_PERIODS or (is_of_a_period and self.period is not None)

    @property
    def holdings(self) -> frozenset[Holding]:
        """What an archive must keep to be asked for it; empty where none can help.

        Months are counted from two ends, and those are asked for.
        """
        if self.found not in ASKED_OF_ARCHIVES or self.need == Need.MONTHS:
            return frozenset()
        return _holdings(self.need, self.period)


def look(needs: Iterable[Need], known: Known) -> tuple[Finding, ...]:
    """Every need that applies to this case, period by period, in the order of the scheme."""
    return tuple(finding for need in needs for finding in _look_for(need, known))


def months(period: Period) -> tuple[int, int] | None:
    """The fewest and the most whole months that the dates told can mean; None if one is open."""
    first, last = period.start, period.end
    if not (first.earliest and first.latest and last.earliest and last.latest):
        return None
    return max(0, _between(first.latest, last.earliest)), _between(first.earliest, last.latest)


def _look_for(need: Need, known: Known) -> Iterator[Finding]:
    if need not in OF_PERIODS:
        if _applies(need, known):
            yield Finding(need, _found(need, known))
        return
    if not known.periods:
        yield Finding(need, Found.MISSING)
    for period in known.periods:
        if _is_asked_of(need, period):
            yield Finding(need, _found_of(need, period, known), period)


def _applies(need: Need, known: Known) -> bool:
    match need:
        case Need.STANDING:
            return known.is_for_another
        case Need.KINSHIP:
            return known.is_for_family or known.is_of_a_child
        case Need.PARENT_FREED:
            return known.is_of_a_child
    return True


def _is_asked_of(need: Need, period: Period) -> bool:
    if need in {Need.END, Need.MONTHS}:
        return period.type not in AT_ONCE
    return need != Need.CAMP or period.type in CAPTIVITY


def _found(need: Need, known: Known) -> Found:
    match need:
        case Need.IDENTITY:
            return Found.AT_THE_OFFICE
        case Need.STANDING:
            return _right_to_apply(known)
    if SHOWS[need] & known.papers:
        return Found.PERHAPS
    if need == Need.RESIDENCE and known.birth_place:
        return Found.TOLD
    return Found.MISSING


def _right_to_apply(known: Known) -> Found:
    if known.has_authority_paper:
        return Found.HERE
    return Found.MISSING if known.authority == Authority.NONE else Found.ELSEWHERE


def _found_of(need: Need, period: Period, known: Known) -> Found:
    match need:
        case Need.START:
            return _end_of(period.start_proof, SHOWS[need], known)
        case Need.END:
            return _end_of(period.end_proof, SHOWS[need] | _of_death(period), known)
        case Need.MONTHS:
            return _months_of(period, known)
        case Need.PLACE:
            return Found.HERE if period.origin else Found.MISSING
    return Found.PERHAPS if SHOWS[need] & known.papers else Found.TOLD


def _of_death(period: Period) -> frozenset[Kind]:
    """A record of the death shows an end that was one."""
    return frozenset({Kind.CIVIL_RECORD} if period.is_ended_by_death else ())


def _end_of(proof: Proof, shown_by: frozenset[Kind], known: Known) -> Found:
    """A paper that was promised and never added is not here."""
    if proof == Proof.DOCUMENT_HERE and known.papers:
        return Found.HERE
    if proof in {Proof.DOCUMENT_HERE, Proof.DOCUMENT_ELSEWHERE}:
        return Found.ELSEWHERE
    if shown_by & known.papers:
        return Found.PERHAPS
    return Found.TOLD if proof == Proof.WITNESSES else Found.MISSING


def _months_of(period: Period, known: Known) -> Found:
    if months(period) is None:
        return Found.MISSING
    ends = {_found_of(need, period, known) for need in (Need.START, Need.END)}
    if ends == {Found.HERE}:
        return Found.HERE
    return Found.PERHAPS if ends <= {Found.HERE, Found.PERHAPS} else Found.TOLD


def _holdings(need: Need, period: Period | None) -> frozenset[Holding]:
    if need not in OF_PERIODS:
        return HOLDINGS.get(need, frozenset())
    if period is None:
        return frozenset({Holding.DEPORTATION, Holding.CRIMINAL, Holding.NAMES})
    if period.type == EpisodeType.CONFISCATION:
        return frozenset({Holding.PROPERTY, Holding.DEPORTATION})
    if period.type == EpisodeType.EXILE_AFTER_SENTENCE:
        return frozenset({Holding.DEPORTATION, Holding.CRIMINAL})
    kept = Holding.DEPORTATION if period.type in EXILE else Holding.CRIMINAL
    is_of_death = need == Need.END and period.is_ended_by_death
    return frozenset({kept, Holding.CIVIL} if is_of_death else {kept})


def _between(first: date, last: date) -> int:
    whole = (last.year - first.year) * 12 + last.month - first.month
    return whole if last.day >= first.day else whole - 1
