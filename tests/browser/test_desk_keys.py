"""Decisions at the desk by the keyboard alone: a chord each, and never while somebody types."""

from __future__ import annotations

from tests.browser.conftest import NARROW, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.instance import Instance
from tests.journeys.telling import tell_everything


def test_a_chord_decides_and_a_text_field_keeps_its_keys(instance: Instance, tab: Opens) -> None:
    told = tell_everything(instance)
    here: Tab = signs_in(instance, tab(), "moderator")
    here.open(f"/admin/testimonies/submission/{told.reference}/")
    page = here.page

    page.keyboard.press("Alt+n")
    page.keyboard.type("In the field ")
    page.keyboard.press("Alt+q")
    assert page.locator("details[data-key=n]").get_attribute("open") is not None
    assert page.locator("details[data-key=q]").get_attribute("open") is None
    page.keyboard.press("Shift+Tab")  # to the word that opens the form
    with page.expect_navigation():
        page.keyboard.press("Alt+t")

    assert "You are reading it now." in here.look().words


def test_each_decision_takes_three_keys_and_one_more_takes_it_back(
    instance: Instance, tab: Opens
) -> None:
    told = tell_everything(instance)
    here: Tab = signs_in(instance, tab(), "moderator")
    here.open(f"/admin/testimonies/submission/{told.reference}/")

    assert "You are reading it now." in _keys(here, "Alt+t")
    assert "It is taken back" in _keys(here, "Alt+z")
    here.page.keyboard.press("Alt+d")
    assert "This is what the submitter will read" in _keys(here, "3")  # not meant seriously
    assert "Declined." in _keys(here, "Alt+d")
    words = _keys(here, "Alt+z")
    assert "It is taken back" in words
    assert "This is what the submitter will read" in words  # the letter, as it was
    here.open(f"/admin/testimonies/submission/{told.reference}/")
    here.page.keyboard.press("Alt+n")
    here.page.keyboard.type("Fond R-1.")
    assert "The note is kept." in _keys(here, "Control+Enter")


def test_without_scripts_a_button_takes_it_back(instance: Instance, tab: Opens) -> None:
    told = tell_everything(instance)
    here: Tab = signs_in(instance, tab(has_scripts=False, width=NARROW), "moderator")
    here.open(f"/admin/testimonies/submission/{told.reference}/")
    assert "You are reading it now." in here.press("Take up").words

    words = here.press("Take it back").words

    assert "It is taken back, as if it had not been." in words
    assert here.page.get_by_role("button", name="Take it back").count() == 0
    assert here.page.get_by_role("button", name="Take up").count() == 1


def _keys(here: Tab, key: str) -> str:
    """What the page says to which this key leads."""
    with here.page.expect_navigation():
        here.page.keyboard.press(key)
    return here.look().words


def test_the_keys_can_be_turned_off(instance: Instance, tab: Opens) -> None:
    told = tell_everything(instance)
    here: Tab = signs_in(instance, tab(), "moderator")
    here.open(f"/admin/testimonies/submission/{told.reference}/")

    here.press("Turn the keys off", is_answered_here=True)
    here.open(here.path)
    here.page.keyboard.press("Alt+n")

    assert here.page.locator("details[data-key=n]").get_attribute("open") is None
    assert not here.page.locator("kbd").first.is_visible()
    here.press("Turn the keys on", is_answered_here=True)
    here.page.locator("h1").click()
    here.page.keyboard.press("Alt+n")
    assert here.page.locator("details[data-key=n]").get_attribute("open") is not None
