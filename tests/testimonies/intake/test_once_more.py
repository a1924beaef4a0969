"""A page with a mistake is asked for anew: going back in the browser never sends it again."""

from __future__ import annotations

import pytest

from tests.builders_intake import PAGES, a_filled_draft
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("step", ["birth", "check", "declaration"])
def test_a_page_with_a_mistake_is_asked_for_anew_so_that_going_back_never_sends_it(
    step: str,
) -> None:
    walker = Walker()
    walker.begin()
    if step == "declaration":
        walker.open("/en/return/").press(code=a_filled_draft().code)
    wrong = {"birth_0": "31", "birth_1": "2", "birth_2": "1941"}

    sent = walker.client.post(walker.step(step), wrong)

    assert (sent.status_code, sent["Location"]) == (302, f"{walker.step(step)}?again=1")
    assert "Error:" in walker.open(sent["Location"]).page
    assert walker.sees("There is no such day") == (step == "birth")


def test_once_the_mistake_is_mended_its_address_says_nothing_of_it() -> None:
    walker = Walker()
    walker.begin()
    wrong = walker.press(walker.step("birth"), birth_0="31", birth_1="2", birth_2="1941").here

    walker.press(wrong, **PAGES["birth"])

    assert "Error:" not in walker.open(wrong).page


def test_a_zero_that_came_along_with_pasted_words_is_no_mistake() -> None:
    walker = Walker()
    walker.begin()

    walker.press(walker.step("story"), story="From an old\0 document.")

    assert walker.here.endswith("/name/")
    assert "From an old document." in walker.open(walker.step("story")).page
