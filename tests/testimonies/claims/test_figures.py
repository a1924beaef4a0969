"""Claims in figures count a person once, and hide whoever could be found in them."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from testimonies.claims.figures import queries
from testimonies.claims.figures.rules import ALL, LEAST, Table, hide
from testimonies.claims.warnings import queries as warnings
from testimonies.intake import actions as intake
from testimonies.models import Claim
from testimonies.models.identity import Verdict
from testimonies.people import actions as people
from testimonies.people.actions import Said
from testimonies.people.rules import Likeness
from tests.builders_claims import a_recorded_claim, a_submitted_claim
from tests.builders_review import a_moderator, an_assessor, signed_in, staff

ROWS, COLUMNS = ("house", "school", "health"), ("LT", "LV", "EE")
PLACES = tuple(product(ROWS, COLUMNS))
TABLES = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 60)), min_size=9, max_size=9).map(
    lambda many: dict(zip(PLACES, many, strict=True))
)


def equations(table: Table) -> list[dict[tuple[str, str], int]]:
    """Every row and column adds up to its sum; what is shown is a number."""
    lines = [[(row, column) for column in table.columns] for row in table.rows]
    lines += [[(row, column) for row in table.rows] for column in table.columns]
    return [
        {place: (-1 if place == line[-1] else 1) for place in line if table.cells[place] is None}
        for line in lines
    ]


def computed(table: Table) -> set[tuple[str, str]]:
    """The hidden cells that somebody with a pencil can compute."""
    unknown = [place for place, many in table.cells.items() if many is None]
    rows = [[Fraction(each.get(place, 0)) for place in unknown] for each in equations(table)]
    pivot = 0
    for column in range(len(unknown)):
        found = next((i for i in range(pivot, len(rows)) if rows[i][column]), None)
        if found is None:
            continue
        rows[pivot], rows[found] = rows[found], rows[pivot]
        rows[pivot] = [value / rows[pivot][column] for value in rows[pivot]]
        for i, row in enumerate(rows):
            if i != pivot and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[pivot], strict=True)]
        pivot += 1
    alone = [row for row in rows if sum(value != 0 for value in row) == 1]
    return {unknown[next(i for i, value in enumerate(row) if value)] for row in alone}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_no_cell_below_five_is_shown_or_computed(
    counts: dict[tuple[str, str], int],
) -> None:
    table = hide(counts, ROWS, COLUMNS)

    for many in table.cells.values():
        assert many is None or many == 0 or many >= LEAST
    small = {place for place, many in counts.items() if 0 < many < LEAST}
    assert not small & computed(table)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_hidden_cells_of_a_line_hold_five_people_together(
    counts: dict[tuple[str, str], int],
) -> None:
    table = hide(counts, ROWS, COLUMNS)

    for row in ROWS:
        hidden = [column for column in COLUMNS if table.cells[row, column] is None]
        if hidden and table.cells[row, ALL] is not None:
            assert sum(counts[row, column] for column in hidden) >= LEAST


def test_a_table_of_many_people_is_shown_whole() -> None:
    table = hide(dict.fromkeys(PLACES, 7), ROWS, COLUMNS)

    assert None not in table.cells.values()
    assert table.cells[ALL, ALL] == 63


def judged_the_same(one: Claim, other: Claim) -> None:
    first, second = (warnings.persons_of(each)[0] for each in (one, other))
    said = Said(Verdict.SAME, "One and the same", Likeness(()))
    people.judge(first.pk, second.pk, said, by=a_moderator())


@pytest.mark.django_db
def test_a_person_counts_once_however_many_claims_there_are() -> None:
    recorded = [a_recorded_claim() for _each in range(6)]
    assert queries.by_head_and_country().table.cells["forced_deportation", "LT"] == 6

    judged_the_same(recorded[0], recorded[1])

    assert queries.by_head_and_country().table.cells["forced_deportation", "LT"] == 5


@pytest.mark.django_db
def test_fewer_than_five_people_are_hidden_with_their_sums() -> None:
    for _each in range(4):
        a_recorded_claim()

    table = queries.by_head_and_country().table

    assert table.cells["forced_deportation", "LT"] is None
    assert table.cells["forced_deportation", ALL] is None
    assert table.cells["lost_earnings", "LT"] == 0


@pytest.mark.django_db
def test_only_what_is_recorded_and_stands_is_counted() -> None:
    recorded = [a_recorded_claim() for _each in range(6)]
    a_submitted_claim()
    intake.withdraw(recorded[0].submission_id)

    assert queries.by_head_and_country().table.cells["forced_deportation", "LT"] == 5


@pytest.mark.django_db
def test_page_and_file_say_the_same_and_that_recorded_is_not_awarded() -> None:
    for _each in range(5):
        a_recorded_claim()
    client, place = signed_in(an_assessor()), "/admin/testimonies/submission/claims-in-figures/"

    page = client.get(place).content.decode()
    rows = list(csv.reader(io.StringIO(client.get(f"{place}file/").content.decode())))

    assert "Recorded does not mean awarded." in page
    assert "Being deported" in page
    assert rows[0][:4] == ["Loss", "Estonia", "Latvia", "Lithuania"]
    deported = next(row for row in rows if row[0] == "Being deported")
    assert (deported[3], deported[-1]) == ("5", "5")
    assert rows[-1] == ["Recorded does not mean awarded."]
    assert signed_in(staff(email="nobody@example.org")).get(place).status_code in {302, 403}
