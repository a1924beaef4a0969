from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonies.institutions import actions as institutions
from testimonies.institutions.records import target_facts
from testimonies.institutions.rules import TargetFacts, counts_as, fields_asked
from testimonies.models.institution import Assurance, SignatoryField, TargetProfile

RIIGIKOGU = TargetFacts(
    required_fields=frozenset({"name", "personal_code"}),
    accepted_assurance=frozenset({"qualified"}),
    minimum_age=16,
    eligibility="resident",
    eligible_country="EE",
)
RADA = TargetFacts(
    required_fields=frozenset({"name"}),
    accepted_assurance=frozenset({"eid"}),
    eligibility="citizen",
    eligible_country="UA",
)
PARLIAMENT = TargetFacts(
    required_fields=frozenset({"name", "nationality"}),
    accepted_assurance=frozenset({"eid"}),
    eligibility="citizen_or_resident",
    eligible_country="EU",
)
LETTER = TargetFacts(
    required_fields=frozenset({"name", "country"}),
    accepted_assurance=frozenset(Assurance.values),
)

some_fields = st.frozensets(st.sampled_from(SignatoryField.values))
some_assurance = st.frozensets(st.sampled_from(Assurance.values))
targets = st.builds(TargetFacts, required_fields=some_fields, accepted_assurance=some_assurance)


def test_a_qualified_signature_with_its_fields_is_valid() -> None:
    given_fields = {"name", "email", "personal_code"}

    assert counts_as(RIIGIKOGU, "qualified", given_fields, age=16, country="EE") == "valid"
    assert counts_as(RIIGIKOGU, "qualified", given_fields) == "valid"


@pytest.mark.parametrize(
    ("assurance", "fields", "age", "country"),
    [
        ("email", {"name", "personal_code"}, 40, "EE"),
        ("qualified", {"name"}, 40, "EE"),
        ("qualified", {"name", "personal_code"}, 15, "EE"),
        ("qualified", {"name", "personal_code"}, 40, "CA"),
    ],
    ids=["assurance", "field", "age", "residence"],
)
def test_whatever_is_missing_makes_it_a_declaration(
    assurance: str, fields: set[str], age: int, country: str
) -> None:
    assert counts_as(RIIGIKOGU, assurance, fields, age=age, country=country) == "declaration"


@pytest.mark.parametrize(
    ("target", "country", "citizen_of", "count"),
    [
        (RADA, "CA", "UA", "valid"),
        (RADA, "UA", "LT", "declaration"),
        (RADA, "UA", "", "valid"),
        (PARLIAMENT, "KZ", "LV", "valid"),
        (PARLIAMENT, "LV", "KZ", "valid"),
        (PARLIAMENT, "KZ", "KZ", "declaration"),
        (PARLIAMENT, "GB", "GB", "declaration"),
    ],
)
def test_citizens_count_wherever_they_live_and_strangers_only_where_residents_do(
    target: TargetFacts, country: str, citizen_of: str, count: str
) -> None:
    given_fields = {"name", "nationality"}

    assert counts_as(target, "eid", given_fields, country=country, citizen_of=citizen_of) == count


def test_an_open_letter_counts_everybody_who_confirmed() -> None:
    assert counts_as(LETTER, "email", ["name", "country"], age=15, country="CA") == "valid"


def test_a_form_asks_no_more_than_its_targets_need_and_in_its_own_order() -> None:
    assert fields_asked([RIIGIKOGU, LETTER]) == ("name", "country", "personal_code")
    assert fields_asked([]) == ()


@given(target=targets, assurance=st.sampled_from(Assurance.values), fields=some_fields)
def test_giving_more_never_takes_validity_away(
    target: TargetFacts, assurance: str, fields: frozenset[str]
) -> None:
    less = counts_as(target, assurance, fields)
    more = counts_as(target, assurance, SignatoryField.values)

    assert (less, more) != ("valid", "declaration")
    assert more == ("valid" if assurance in target.accepted_assurance else "declaration")


@given(chosen=st.lists(targets, max_size=5))
def test_who_answers_everything_asked_is_never_short_of_a_field(
    chosen: list[TargetFacts],
) -> None:
    answered = fields_asked(chosen)

    for target in chosen:
        for assurance in target.accepted_assurance:
            assert counts_as(target, assurance, answered) == "valid"
    assert len(set(answered)) == len(answered)


@pytest.mark.django_db
def test_the_shipped_profiles_ask_at_most_six_fields_together() -> None:
    institutions.load_reference()

    asked = fields_asked(target_facts(profile) for profile in TargetProfile.objects.all())

    assert asked == ("name", "country", "personal_code", "address", "nationality")
