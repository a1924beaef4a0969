"""Testify and claim in a real browser: narrow with scripts, wide without."""

from __future__ import annotations

import re

import pytest

from tests.browser import telling
from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys import cast
from tests.journeys.telling import tell_everything

NOT_AWARDED = "Recorded does not mean awarded"


@pytest.mark.parametrize(("width", "has_scripts"), [(NARROW, True), (WIDE, False)])
def test_a_testimony_and_a_claim_are_handed_in(
    instance: Instance, tab: Opens, width: int, has_scripts: bool
) -> None:
    first: Tab = tab(width=width, has_scripts=has_scripts)
    code = telling.begin(instance, first)
    first.press("Continue")
    assert "Something needs another look" in first.words
    telling.answer(first, cast.BEFORE_THE_PAUSE).press("Pause")
    assert code in first.words

    here: Tab = tab(width=width, has_scripts=has_scripts)
    here.open("/en/return/").fill(code="1234").press("Continue")
    assert "A digit is wrong or missing" in here.words
    here.fill(code=code.replace(" ", "")).press("Continue")
    telling.answer(here, cast.AFTER_THE_PAUSE)
    telling.add_paper(here, cast.CAPTION)
    telling.answer(here, cast.CONSENT_AND_CONTACT)
    assert cast.STORY in here.words
    here.press("Continue").press("Hand in")
    assert "Something needs another look" in here.words
    here.fill(true="on").press("Hand in")
    assert "We have received your testimony" in here.words

    _adds_a_claim(here.follow("Your case"))


def test_the_receipt_and_the_messages_of_a_case(instance: Instance, tab: Opens) -> None:
    witness = tell_everything(instance)
    here: Tab = tab()
    here.open("/en/return/").fill(code=witness.code).press("Continue").follow(witness.reference)

    with here.page.expect_download() as downloading:
        here.page.get_by_role("link", name="Receipt as PDF").click()
    assert downloading.value.suggested_filename == f"receipt-{witness.reference}.pdf"
    here.follow("Check this receipt")
    assert "This receipt is genuine" in here.words
    here.open("/en/case/").follow("Messages").press("Send")
    assert "Something needs another look" in here.words
    here.fill(body=cast.ANSWERED).press("Send")
    assert cast.ANSWERED in here.words
    here.follow("Your case").follow(witness.reference).follow("Take back").press(
        "Yes, take it back"
    )
    assert "has been taken back" in here.words


def _adds_a_claim(here: Tab) -> None:
    here.follow("Add a claim").press("Begin")
    here.press("Continue").press("Continue")
    assert "Something needs another look" in here.words
    telling.answer(here, cast.CLAIM[1:], each_says=NOT_AWARDED)
    assert cast.CLAIMED[0] in here.words
    here.press("Continue").fill(true="on").press("Hand in")
    assert "We have received your claim" in here.words
    assert NOT_AWARDED in here.words


def test_the_page_for_the_story_has_room_for_one(instance: Instance, tab: Opens) -> None:
    witness = tab()
    telling.begin(instance, witness)

    witness.open(re.sub(r"(/new/[^/]+/).*", r"\1story/", witness.path))

    box = witness.page.locator("[name='story']").bounding_box()
    assert box
    assert box["height"] >= 300
