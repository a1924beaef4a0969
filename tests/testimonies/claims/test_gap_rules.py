"""What a scheme asks, held against what a case has: many cases, no database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from testimonies.claims.gaps import rules
from testimonies.claims.gaps.rules import Finding, Found, Known, Period
from testimonies.claims.rules import Authority
from testimonies.history.fuzzy_date import OPEN, FuzzyDate
from testimonies.models.claim import Standing
from testimonies.models.episode import EpisodeType, Proof
from testimonies.models.evidence import EvidenceKind as Kind
from testimonies.models.proof import Holding, Need

SETTLEMENT = Period(
    EpisodeType.SPECIAL_SETTLEMENT,
    start=FuzzyDate("1941-06-14"),
    end=FuzzyDate("1958~"),
    origin="Kretinga",
)
ONA = Known(periods=(SETTLEMENT,))


def found(need: Need, known: Known) -> list[Found]:
    return [finding.found for finding in rules.look([need], known)]


def with_period(**changes: Any) -> Known:
    return replace(ONA, periods=(replace(SETTLEMENT, **changes),))


def with_papers(*kinds: Kind) -> Known:
    return replace(ONA, papers=frozenset(kinds))


@pytest.mark.parametrize(
    ("proof", "papers", "expected"),
    [
        (Proof.NONE, (), Found.MISSING),
        (Proof.ARCHIVE, (), Found.MISSING),
        (Proof.WITNESSES, (), Found.TOLD),
        (Proof.DOCUMENT_ELSEWHERE, (), Found.ELSEWHERE),
        (Proof.DOCUMENT_HERE, (), Found.ELSEWHERE),
        (Proof.DOCUMENT_HERE, (Kind.OTHER,), Found.HERE),
        (Proof.NONE, (Kind.PHOTOGRAPH, Kind.DIARY), Found.MISSING),
        (Proof.ARCHIVE, (Kind.ARCHIVE_CERTIFICATE,), Found.PERHAPS),
        (Proof.WITNESSES, (Kind.REPRESSED_CARD,), Found.PERHAPS),
    ],
)
def test_an_end_is_as_far_as_its_proof_and_the_papers_go(
    proof: Proof, papers: tuple[Kind, ...], expected: Found
) -> None:
    known = replace(with_period(start_proof=proof, end_proof=proof), papers=frozenset(papers))

    assert found(Need.START, known) == [expected]
    assert found(Need.END, known) == [expected]


def test_a_release_certificate_may_show_the_end_and_not_the_beginning() -> None:
    known = with_papers(Kind.RELEASE)

    assert found(Need.START, known) == [Found.MISSING]
    assert found(Need.END, known) == [Found.PERHAPS]


def test_a_record_of_the_death_may_show_an_end_that_was_one() -> None:
    died = replace(with_period(is_ended_by_death=True), papers=frozenset({Kind.CIVIL_RECORD}))

    assert found(Need.END, died) == [Found.PERHAPS]
    assert found(Need.END, with_papers(Kind.CIVIL_RECORD)) == [Found.MISSING]
    [finding] = rules.look([Need.END], with_period(is_ended_by_death=True))
    assert finding.holdings == {Holding.DEPORTATION, Holding.CIVIL}


def test_the_paper_of_the_authority_shows_the_right_to_apply() -> None:
    heir = replace(ONA, standing=Standing.HEIR_AT_LAW, authority=Authority.INHERITANCE)

    assert found(Need.STANDING, replace(heir, has_authority_paper=True)) == [Found.HERE]
    assert found(Need.STANDING, heir) == [Found.ELSEWHERE]


def test_a_court_decision_may_show_the_beginning_and_not_the_end() -> None:
    known = with_papers(Kind.COURT_DECISION)

    assert found(Need.START, known) == [Found.PERHAPS]
    assert found(Need.END, known) == [Found.MISSING]


def test_without_a_period_everything_about_it_is_missing_once() -> None:
    known = Known()

    for need in rules.OF_PERIODS:
        assert rules.look([need], known) == (Finding(need, Found.MISSING),)


def test_every_period_is_asked_about_by_itself() -> None:
    prison = Period(EpisodeType.ARREST, start_proof=Proof.DOCUMENT_ELSEWHERE)

    findings = rules.look([Need.START], replace(ONA, periods=(SETTLEMENT, prison)))

    assert [(each.period, each.found) for each in findings] == [
        (SETTLEMENT, Found.MISSING),
        (prison, Found.ELSEWHERE),
    ]


@pytest.mark.parametrize("kind", [EpisodeType.EXECUTION, EpisodeType.CONFISCATION])
def test_what_happens_on_one_day_has_no_end_to_show(kind: EpisodeType) -> None:
    assert found(Need.END, with_period(type=kind)) == []
    assert found(Need.MONTHS, with_period(type=kind)) == []
    assert found(Need.START, with_period(type=kind)) == [Found.MISSING]


@pytest.mark.parametrize("kind", list(EpisodeType))
def test_only_captivity_is_asked_what_kind_of_camp_it_was(kind: EpisodeType) -> None:
    expected = [Found.TOLD] if kind in rules.CAPTIVITY else []

    assert found(Need.CAMP, with_period(type=kind)) == expected


def test_a_place_need_only_be_told() -> None:
    assert found(Need.PLACE, ONA) == [Found.HERE]
    assert found(Need.PLACE, with_period(origin="")) == [Found.MISSING]


def test_who_speaks_for_herself_shows_no_right_to_apply_and_no_kinship() -> None:
    assert found(Need.STANDING, ONA) == []
    assert found(Need.KINSHIP, ONA) == []
    assert found(Need.PARENT_FREED, ONA) == []
    assert found(Need.IDENTITY, ONA) == [Found.AT_THE_OFFICE]


@pytest.mark.parametrize(
    ("standing", "authority", "expected"),
    [
        (Standing.HEIR_AT_LAW, Authority.NONE, Found.MISSING),
        (Standing.HEIR_AT_LAW, Authority.INHERITANCE, Found.ELSEWHERE),
        (Standing.REPRESENTATIVE, Authority.POWER_OF_ATTORNEY, Found.ELSEWHERE),
        (Standing.ORGANISATION, Authority.MANDATE, Found.ELSEWHERE),
    ],
)
def test_whoever_applies_for_another_shows_by_what_right(
    standing: Standing, authority: Authority, expected: Found
) -> None:
    known = replace(ONA, standing=standing, authority=authority)

    assert found(Need.STANDING, known) == [expected]


@pytest.mark.parametrize(
    ("about", "standing", "is_asked"),
    [
        ("grandparent", Standing.SELF, True),
        ("other", Standing.SELF, False),
        ("other", Standing.NEXT_OF_KIN, True),
        ("self", Standing.REPRESENTATIVE, False),
        ("relative", Standing.GUARDIAN, True),
    ],
)
def test_kinship_is_asked_of_families(about: str, standing: Standing, is_asked: bool) -> None:
    known = replace(ONA, about=about, standing=standing)

    assert bool(found(Need.KINSHIP, known)) == is_asked


def test_a_civil_record_may_show_kinship_and_a_person_must_look() -> None:
    known = replace(with_papers(Kind.CIVIL_RECORD), about="parent")

    assert found(Need.KINSHIP, known) == [Found.PERHAPS]


def test_a_child_born_in_exile_is_asked_when_the_parent_was_freed() -> None:
    born = with_period(type=EpisodeType.BIRTH_IN_EXILE)

    assert found(Need.PARENT_FREED, born) == [Found.MISSING]
    assert found(Need.KINSHIP, born) == [Found.MISSING]
    assert found(Need.PARENT_FREED, replace(born, papers=frozenset({Kind.RELEASE}))) == [
        Found.PERHAPS
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("1941-06-14", "1941-07-14", (1, 1)),
        ("1941-06-14", "1941-07-13", (0, 0)),
        ("1941-06-14", "1958", (198, 210)),
        ("1949-03", "1956-05", (85, 86)),
        ("194X", "1941", (0, 23)),
        ("", "1958", None),
        ("1941", "", None),
        ("1941", OPEN, None),
    ],
)
def test_months_are_counted_from_the_least_to_the_most_that_the_dates_can_mean(
    start: str, end: str, expected: tuple[int, int] | None
) -> None:
    assert (
        rules.months(replace(SETTLEMENT, start=FuzzyDate(start), end=FuzzyDate(end))) == expected
    )


@pytest.mark.parametrize(
    ("start_proof", "end_proof", "papers", "expected"),
    [
        (Proof.DOCUMENT_HERE, Proof.DOCUMENT_HERE, {Kind.OTHER}, Found.HERE),
        (Proof.DOCUMENT_HERE, Proof.NONE, {Kind.RELEASE}, Found.PERHAPS),
        (Proof.DOCUMENT_HERE, Proof.NONE, {Kind.OTHER}, Found.TOLD),
        (Proof.NONE, Proof.NONE, set(), Found.TOLD),
    ],
)
def test_months_are_shown_no_better_than_their_two_ends(
    start_proof: Proof, end_proof: Proof, papers: set[Kind], expected: Found
) -> None:
    known = replace(
        with_period(start_proof=start_proof, end_proof=end_proof), papers=frozenset(papers)
    )

    assert found(Need.MONTHS, known) == [expected]
    assert found(Need.MONTHS, with_period(end=FuzzyDate())) == [Found.MISSING]


@pytest.mark.parametrize(
    ("kind", "holding"),
    [
        (EpisodeType.SPECIAL_SETTLEMENT, {Holding.DEPORTATION}),
        (EpisodeType.LABOUR_CAMP, {Holding.CRIMINAL}),
        (EpisodeType.EXILE_AFTER_SENTENCE, {Holding.DEPORTATION, Holding.CRIMINAL}),
        (EpisodeType.CONFISCATION, {Holding.PROPERTY, Holding.DEPORTATION}),
    ],
)
def test_an_archive_is_asked_for_what_it_keeps(kind: EpisodeType, holding: set[Holding]) -> None:
    [finding] = rules.look([Need.START], with_period(type=kind))

    assert finding.holdings == holding


def test_months_are_counted_and_no_archive_is_asked_for_them() -> None:
    [finding] = rules.look([Need.MONTHS], with_period(start_proof=Proof.DOCUMENT_ELSEWHERE))

    assert finding.found == Found.TOLD
    assert finding.holdings == frozenset()


def test_no_archive_is_asked_for_what_is_here_or_at_home() -> None:
    here = with_period(start_proof=Proof.DOCUMENT_ELSEWHERE)

    assert [each.holdings for each in rules.look([Need.START], here)] == [frozenset()]
    assert [each.holdings for each in rules.look([Need.IDENTITY], ONA)] == [frozenset()]
    standing = replace(ONA, standing=Standing.HEIR_AT_LAW)
    assert [each.holdings for each in rules.look([Need.STANDING], standing)] == [frozenset()]


def test_every_need_is_looked_at_for_every_kind_of_period() -> None:
    """Nothing that a scheme may ask, and nothing that may be told, is unknown to the rules."""
    for kind in EpisodeType:
        for about in ("self", "parent", "other"):
            known = replace(with_period(type=kind), about=about, standing=Standing.NEXT_OF_KIN)
            for finding in rules.look(list(Need), known):
                assert finding.found in Found
                assert finding.holdings <= frozenset(Holding)
