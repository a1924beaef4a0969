"""What an institution gets of those who signed on paper: what it asks, and how they signed."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate, now

from petitions.bundles import actions as bundles
from petitions.bundles import records
from tests.builders_bundles import a_target
from tests.builders_paper import JANIS, ONA, a_petition_for_paper, a_sheet, a_verified_line
from tests.builders_paper import a_keyed_line as keyed_line

pytestmark = pytest.mark.django_db

TODAY = localdate().isoformat


def test_a_line_read_by_two_is_valid_where_paper_counts() -> None:
    petition = a_petition_for_paper()
    sheet = a_sheet(petition, "sejm")
    a_verified_line(sheet)

    bundle = bundles.freeze(a_target(petition, "sejm").pk, now())
    (row,) = records.signature_lines(bundle)

    assert row.values == ["1", ONA["name"], ONA["address"], TODAY(), "paper_verified", "valid"]


def test_a_birth_date_that_the_institution_does_not_ask_stays_here() -> None:
    petition = a_petition_for_paper()
    a_verified_line(a_sheet(petition, "sejm"))

    bundle = bundles.freeze(a_target(petition, "sejm").pk, now())

    assert all(ONA["birth_date"] not in row.values for row in records.signature_lines(bundle))


def test_a_line_that_one_person_read_does_not_count_where_the_law_wants_two() -> None:
    petition = a_petition_for_paper()
    keyed_line(a_sheet(petition, "saeima"), told=JANIS)

    bundle = bundles.freeze(a_target(petition, "saeima").pk, now())
    (row,) = records.signature_lines(bundle)

    assert row.values[-2:] == ["paper", "declaration"]
    assert JANIS["name"] in row.values
    assert JANIS["personal_code"] not in row.values


def test_a_signature_on_paper_goes_only_where_the_sheet_said() -> None:
    petition = a_petition_for_paper()
    a_verified_line(a_sheet(petition, "sejm"))

    with pytest.raises(bundles.Nothing):
        bundles.freeze(a_target(petition, "gov-lt").pk, now())
