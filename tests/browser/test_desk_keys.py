"""Decisions at the desk by the keyboard alone: a chord each, and never while somebody types."""

from __future__ import annotations

from tests.browser.conftest import Opens
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
