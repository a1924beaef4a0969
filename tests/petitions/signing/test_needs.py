"""What a form asks beyond the usual, of whom, and what it says a signature is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from petitions.signing import needs, worth
from testimonies.institutions.rules import TargetFacts


@dataclass(frozen=True)
class Institution:
    code: str
    name: str
    facts: TargetFacts


def law(*fields: str, by: tuple[str, ...] = ("email", "eid"), **rest: Any) -> TargetFacts:
    return TargetFacts(frozenset({"name", *fields}), frozenset(by), **rest)


SEJM = Institution("sejm", "Sejm", law("address"))
SENAT = Institution("senat", "Senat", law("address"))
SAEIMA = Institution("saeima", "Saeima", law("personal_code", by=("eid",)))
LETTER = Institution("letter", "Government", law("country", "email"))


def test_fields_of_several_institutions_are_asked_once() -> None:
    found = needs.of([LETTER, SEJM, SENAT])

    assert [(need.field, need.institutions) for need in found] == [("address", ("Sejm", "Senat"))]


def test_nothing_is_asked_for_an_institution_where_no_mail_counts() -> None:
    assert needs.of([SAEIMA, LETTER]) == ()


def test_what_nobody_chose_is_not_needed() -> None:
    assert needs.of([SEJM, LETTER], chosen={"letter"}) == ()
    assert needs.of([SEJM, SENAT], chosen={"senat"})[0].institutions == ("Senat",)


def test_questions_come_in_the_order_of_a_form_with_the_states_that_give_codes() -> None:
    riigikogu = law("nationality", "personal_code", eligible_country="EE")
    seimas = law("birth_date", "personal_code", eligible_country="LT")

    found = needs.of([Institution("r", "Riigikogu", riigikogu), Institution("s", "S", seimas)])

    assert [need.field for need in found] == ["birth_date", "personal_code", "nationality"]
    assert found[1].countries == ("EE", "LT")


def test_each_institution_stands_where_a_signature_by_mail_brings_it() -> None:
    found = worth.of([LETTER, SEJM, SENAT, SAEIMA])

    assert [each.institutions for each in found.counted] == [("Government",)]
    assert [each.institutions for each in found.on_condition] == [("Sejm", "Senat")]
    assert [each.institutions for each in found.in_support] == [("Saeima",)]
    assert found.counted[0].sentences == ()
    assert found.on_condition[0].sentences == ("It counts only if you also give: Address.",)
    assert "with an electronic identity" in found.in_support[0].sentences[0]


@pytest.mark.parametrize(
    ("facts", "sentences"),
    [
        (
            law(eligibility="resident", eligible_country="EE", minimum_age=16),
            (
                "Only people who live in this country are counted: Estonia.",
                "Only people who are at least 16 years old are counted.",
            ),
        ),
        (
            law(eligibility="citizen", eligible_country="UA"),
            ("Only citizens of this country are counted: Ukraine.",),
        ),
        (
            law(eligibility="citizen_or_resident", eligible_country="LT"),
            ("Only citizens of this country and people who live there are counted: Lithuania.",),
        ),
        (
            law(eligibility="citizen_or_resident", eligible_country="EU"),
            ("Only citizens of the European Union and people who live there are counted.",),
        ),
        (law(), ()),
    ],
)
def test_what_depends_on_the_signer_is_said_as_a_condition(
    facts: TargetFacts, sentences: tuple[str, ...]
) -> None:
    assert worth.conditions(facts) == sentences


def test_ways_that_would_count_are_named_and_no_other() -> None:
    paper = Institution("p", "PETI", law(by=("paper_verified", "qualified")))

    (found,) = worth.of([paper]).in_support

    sentence = "with a qualified electronic signature; on paper"
    assert found.sentences == (f"It would count if you signed in one of these ways: {sentence}.",)
