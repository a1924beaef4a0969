"""Effective access is the least of everything that speaks against showing. For every consent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonies.models.consent import Audience, Embargo, Identity, Use
from testimonies.privacy.rules import (
    LEVELS,
    Access,
    Facts,
    Level,
    effective_access,
    embargo_is_over,
    name_as,
)

CODES = ["riigikogu", "saeima", "seimas", "sejm"]
days = st.dates(date(2026, 1, 1), date(2060, 1, 1))
audiences = st.sampled_from(Audience.values)
consents = st.builds(
    Facts,
    text=audiences,
    documents=audiences,
    photographs=audiences,
    recording=audiences,
    identity=st.sampled_from(Identity.values),
    uses=st.frozensets(st.sampled_from(Use.values)),
    institutions=st.frozensets(st.sampled_from(CODES)),
    embargo=st.sampled_from(Embargo.values),
    embargo_until=st.none() | days,
    is_withdrawn=st.booleans(),
    is_accepted=st.booleans(),
    is_on_hold=st.booleans(),
)
PARTS = ("text", "documents", "photographs", "recording")


def parts(access: Access) -> list[Level]:
    return [getattr(access, part) for part in PARTS]


@given(consents, days)
def test_never_more_than_the_submitter_allowed(facts: Facts, today: date) -> None:
    access = effective_access(facts, on=today)

    for part in PARTS:
        assert getattr(access, part) <= LEVELS[getattr(facts, part)]
    assert access.institutions <= facts.institutions
    assert access.uses <= facts.uses
    assert access.identity in {facts.identity, Identity.ANONYMOUS}


@given(consents, days)
def test_what_is_withdrawn_is_for_nobody(facts: Facts, today: date) -> None:
    access = effective_access(replace(facts, is_withdrawn=True), on=today)

    assert parts(access) == [Level.NOBODY] * 4
    assert not any(access.for_institution(code) for code in CODES)
    assert access.identity == Identity.ANONYMOUS


@given(
    consents,
    days,
    st.sampled_from(
        [
            {"is_accepted": False},
            {"is_on_hold": True},
            {"embargo": Embargo.UNTIL_DEATH},
            {"embargo": Embargo.UNTIL_I_SAY},
            {"embargo": Embargo.UNTIL_DATE, "embargo_until": None},
        ]
    ),
)
def test_one_reason_against_is_enough(
    facts: Facts, today: date, against: dict[str, object]
) -> None:
    access = effective_access(replace(facts, **against), on=today)  # type: ignore[arg-type]

    assert max(parts(access)) <= Level.ARCHIVE
    assert not access.has_public_part
    assert not any(access.for_institution(code) for code in CODES)


@given(consents, days, days)
def test_a_waiting_time_ends_on_its_day_and_not_before(
    facts: Facts, until: date, today: date
) -> None:
    waiting = replace(facts, embargo=Embargo.UNTIL_DATE, embargo_until=until)

    assert embargo_is_over(waiting, on=today) is (until <= today)
    if today < until:
        assert max(parts(effective_access(waiting, on=today))) <= Level.ARCHIVE


@given(consents, days, st.sampled_from(CODES))
def test_an_institution_needs_use_name_and_audience(facts: Facts, today: date, code: str) -> None:
    access = effective_access(facts, on=today)

    if access.for_institution(code):
        assert Use.PETITION_BUNDLE in facts.uses
        assert code in facts.institutions
        assert LEVELS[facts.text] >= Level.INSTITUTIONS
        assert facts.is_accepted
        assert not facts.is_withdrawn
        assert not facts.is_on_hold


@given(consents, days)
def test_an_archive_needs_what_researchers_may_read_and_use(facts: Facts, today: date) -> None:
    access = effective_access(facts, on=today)

    if access.for_archives:
        assert Use.RESEARCH in facts.uses
        assert LEVELS[facts.text] >= Level.RESEARCHERS
        assert facts.is_accepted
        assert not facts.is_withdrawn
        assert not facts.is_on_hold
        assert embargo_is_over(facts, on=today)


@given(consents, days, st.sampled_from(Level))
def test_a_limit_takes_away_what_goes_less_far_and_nothing_else(
    facts: Facts, today: date, least: Level
) -> None:
    access = effective_access(facts, on=today)

    limited = access.limited_to(least)

    for part in ("documents", "photographs", "recording"):
        before, after = getattr(access, part), getattr(limited, part)
        assert after == (before if before >= least else Level.NOBODY)
    papers = {part: getattr(access, part) for part in ("documents", "photographs", "recording")}
    assert replace(limited, **papers) == access


@given(consents, days)
def test_a_recording_nobody_was_asked_about_goes_with_the_papers_and_not_to_everybody(
    facts: Facts, today: date
) -> None:
    access = effective_access(replace(facts, recording=""), on=today)

    assert access.recording == min(access.documents, Level.RESEARCHERS)


@given(consents, days)
def test_nothing_is_withheld_without_a_reason(facts: Facts, today: date) -> None:
    free = replace(
        facts, is_withdrawn=False, is_accepted=True, is_on_hold=False, embargo=Embargo.NONE
    )

    access = effective_access(free, on=today)

    assert parts(access) == [LEVELS[getattr(facts, part)] for part in PARTS]
    assert access.identity == facts.identity


@pytest.mark.parametrize(
    ("identity", "name"),
    [
        (Identity.FULL_NAME, "Anna Maria Kask"),
        (Identity.FIRST_NAME, "Anna K."),
        (Identity.INITIALS, "A. K."),
        (Identity.PSEUDONYM, "Õnne"),
        (Identity.ANONYMOUS, ""),
        ("something new", ""),
    ],
)
def test_a_name_is_shown_as_agreed(identity: str, name: str) -> None:
    shown = name_as(identity, given="Anna Maria", surname="Kask", pseudonym=" Õnne ")

    assert shown == name


def test_an_initial_is_a_letter_whatever_stands_before_it() -> None:
    shown = name_as(Identity.INITIALS, given="„Onutė“", surname="(Žemaitytė) Kazlauskienė")

    assert shown == "O. Ž."


names = st.text(st.characters(categories=["L"]), min_size=2, max_size=20)


@given(names, names, st.sampled_from([Identity.FIRST_NAME, Identity.INITIALS]))
def test_of_a_hidden_surname_only_the_first_letter_is_shown(
    given_name: str, surname: str, identity: Identity
) -> None:
    shown = name_as(identity, given=given_name, surname=surname)

    assert not shown.endswith(surname)
    assert shown.endswith(".")


@pytest.mark.parametrize("identity", Identity.values)
def test_an_unknown_name_is_no_name(identity: str) -> None:
    assert name_as(identity, given="", surname="") == ""
