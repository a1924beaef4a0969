"""What a case has towards each scheme, whose proof is missing, and who could have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from testimonies.claims.gaps import rules, wording
from testimonies.claims.gaps.rules import Finding, Found, Known, Period
from testimonies.claims.gaps.span import Span
from testimonies.claims.gaps.teller import Teller, teller_of
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.models import (
    Case,
    LegalBasis,
    NameForm,
    OutsideArchive,
    PersonMention,
    RepressionEpisode,
    Requirement,
    Submission,
)
from testimonies.models.claim import State
from testimonies.models.episode import EpisodeType, Proof, ReleaseGround
from testimonies.models.evidence import EvidenceKind
from testimonies.models.history import Counts, Verification
from testimonies.models.person import TOLD_ABOUT, Role
from testimonies.models.proof import Need
from testimonies.models.testimony import Workflow

#: For these nobody applies, whatever is told of them.
OF_THE_AUTHORITIES = frozenset({Role.OFFICIAL, Role.ALLEGED_PERPETRATOR})
COUNTRY_OF = {"et": "EE", "lv": "LV", "lt": "LT", "pl": "PL", "uk": "UA"}
SEEN = frozenset({Verification.SOURCE_SEEN, Verification.ARCHIVAL})
#: How it looks; it is always said in words too.
TAGS: dict[Found, str] = {
    Found.HERE: "good",
    Found.PERHAPS: "calm",
    Found.AT_THE_OFFICE: "",
    Found.ELSEWHERE: "calm",
    Found.TOLD: "wait",
    Found.MISSING: "wait",
}


@dataclass(frozen=True)
class Life:
    """One person of the case, with every spelling of the name, as told."""

    uuid: UUID
    submission: Submission
    names: tuple[NameForm, ...]
    birth: FuzzyDate
    death: FuzzyDate
    death_place: str
    known: Known
    teller: Teller

    @property
    def name(self) -> str:
        return self.names[0].full if self.names else ""


@dataclass(frozen=True)
class Gap:
    """One requirement of a scheme, and how far the case goes towards it."""

    requirement: Requirement
    finding: Finding

    @property
    def period(self) -> str:
        """Which period it is about, in words; empty where it is about the whole case."""
        return str(self.finding.period.type.label) if self.finding.period else ""

    @property
    def said(self) -> str:
        return wording.said(self.finding)

    @property
    def next_step(self) -> str:
        return wording.next_step(self.finding)

    @property
    def tag(self) -> str:
        return TAGS[self.finding.found]

    @property
    def is_doubtful(self) -> bool:
        """Nobody has read it anywhere: the page says so beside it."""
        return self.requirement.verification not in SEEN


@dataclass(frozen=True)
class LeftOut:
    """A period of which the law, by the dates that it names, does not speak."""

    kind: str
    told: str
    named: str


@dataclass(frozen=True)
class Outlook:
    """One person under one scheme: what is asked, and the archives that could show it."""

    basis: LegalBasis
    life: Life
    gaps: tuple[Gap, ...]
    archives: tuple[OutsideArchive, ...]

    @property
    def left_out(self) -> list[LeftOut]:
        span = _span(self.basis)
        return [
            LeftOut(
                kind=str(period.type.label),
                told=wording.from_to(period.start, span.end_of(period)),
                named=wording.from_to(span.since, span.until),
            )
            for period in self.life.known.periods
            if span.leaves_out(period)
        ]

    @property
    def missing(self) -> int:
        return len(self.left_out) + sum(gap.finding.is_missing for gap in self.gaps)

    def asked_of(self, archive: OutsideArchive) -> list[Finding]:
        """What this archive could show, by what it is said to keep."""
        findings = (gap.finding for gap in self.gaps)
        return [finding for finding in findings if finding.holdings & {*archive.holds}]

    @property
    def near(self) -> list[OutsideArchive]:
        return [each for each in self.archives if each.country == self.basis.country]

    @property
    def elsewhere(self) -> list[OutsideArchive]:
        """Whoever was taken in one country can apply in another."""
        return [each for each in self.archives if each.country != self.basis.country]


def outlooks(case: Case) -> list[Outlook]:
    """Every person of a case under every scheme.

    The country addressed first comes first; where that was not said, that of the language.
    """
    lives = lives_in(case)
    archives = list(OutsideArchive.objects.all())
    forum = (lives[0].teller.forum if lives else "") or COUNTRY_OF.get(case.language, "")
    bases = LegalBasis.objects.prefetch_related("requirements")
    ordered = sorted(bases, key=lambda basis: (basis.country != forum, basis.country, basis.pk))
    return [_outlook(basis, life, archives) for basis in ordered for life in lives]


def outlooks_under(case: Case, basis: str) -> list[Outlook]:
    """Every person of a case under one scheme."""
    return [outlook for outlook in outlooks(case) if outlook.basis.slug == basis]


def lives_in(case: Case) -> list[Life]:
    """The persons of everything that was handed in and not taken back."""
    handed_in = (
        case.submissions.exclude(testimony__workflow=Workflow.WITHDRAWN)
        .exclude(claim__state=State.WITHDRAWN)
        .select_related("case")
    )
    mentions = (
        PersonMention.objects.filter(submission__in=handed_in)
        .select_related("submission__case")
        .prefetch_related("names", "episodes")
        .order_by("id")
    )
    teller, papers = teller_of(case), _papers(case)
    return [
        _life(mention, mention.submission, teller, papers)
        for mention in mentions
        if mention.submission and (mention.role in TOLD_ABOUT or _is_repressed(mention))
    ]


def _outlook(basis: LegalBasis, life: Life, archives: list[OutsideArchive]) -> Outlook:
    gaps = tuple(
        Gap(requirement, finding)
        for requirement in basis.requirements.all()
        for finding in rules.look([Need(requirement.need)], life.known)
    )
    wanted = frozenset[str]().union(*(gap.finding.holdings for gap in gaps))
    helpful = [archive for archive in archives if wanted & {*archive.holds}]
    near_first = sorted(helpful, key=lambda archive: archive.country != basis.country)
    return Outlook(basis, life, gaps, tuple(near_first))


def _span(basis: LegalBasis) -> Span:
    return Span(
        since=FuzzyDate(basis.names_from),
        until=FuzzyDate(basis.names_until),
        is_of_start=basis.counts == Counts.START,
    )


def _life(
    mention: PersonMention,
    submission: Submission,
    teller: Teller,
    papers: frozenset[EvidenceKind],
) -> Life:
    if mention.role not in TOLD_ABOUT:  # what the teller is to these, nobody said
        teller = replace(teller, about="other", relation="")
    return Life(
        uuid=mention.uuid,
        submission=submission,
        names=tuple(sorted(mention.names.all(), key=lambda name: name.pk)),
        birth=FuzzyDate(mention.birth_edtf),
        death=FuzzyDate(mention.death_edtf),
        death_place=str(mention.told.get("death_place", "")),
        known=Known(
            about=teller.about,
            standing=teller.standing,
            authority=teller.authority,
            has_authority_paper=teller.has_authority_paper,
            birth_place=str(mention.told.get("birth_place", "")),
            periods=tuple(_periods(mention.episodes.all())),
            papers=papers,
        ),
        teller=teller,
    )


def _is_repressed(mention: PersonMention) -> bool:
    """Others are in the story too; some of them were repressed themselves."""
    return mention.role not in OF_THE_AUTHORITIES and bool(mention.episodes.all())


def _periods(episodes: Iterable[RepressionEpisode]) -> Iterator[Period]:
    for episode in sorted(episodes, key=lambda each: each.pk):
        yield Period(
            type=EpisodeType(episode.type),
            start=FuzzyDate(episode.start_edtf),
            end=FuzzyDate(episode.end_edtf),
            start_proof=Proof(episode.start_proof),
            end_proof=Proof(episode.end_proof),
            origin=str(episode.told.get("from", "")),
            destination=str(episode.told.get("to", "")),
            is_ended_by_death=episode.release_ground == ReleaseGround.DEATH,
        )


def _papers(case: Case) -> frozenset[EvidenceKind]:
    kinds = case.evidence.filter(removed_at=None).values_list("kind", flat=True)
    return frozenset(EvidenceKind(kind) for kind in kinds)
