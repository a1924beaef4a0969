from __future__ import annotations

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from testimonies.history import actions as history
from testimonies.history import queries

pytestmark = pytest.mark.django_db


def test_operations_come_by_date_with_their_facts_in_order(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    history.load_reference()

    with django_assert_num_queries(3):
        stories = queries.operations_with_facts()

    assert [story.earliest for story in stories] == sorted(story.earliest for story in stories)
    priboi = next(story for story in stories if story.slug == "priboi")
    assert priboi.facts[0].statement.text == "The plan was to take 29,000 families."
    assert {instrument.slug for instrument in priboi.instruments} == {
        "decree-390-138ss", "lv-decree-282", "mgb-order-0068",
    }  # fmt: skip


def test_a_story_speaks_the_language_of_the_page_and_says_where_it_cannot() -> None:
    history.load_reference()

    with translation.override("et"):
        story = queries.operation_with_facts("june-deportation")

    assert story is not None
    assert story.name == ("Juuniküüditamine", "et")
    assert {fact.statement.language for fact in story.facts} == {"en"}


def test_an_unknown_operation_is_none() -> None:
    assert queries.operation_with_facts("nowhere") is None
