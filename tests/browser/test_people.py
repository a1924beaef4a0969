"""Who somebody may be, in a real browser: on a wide and a narrow screen, by keyboard alone."""

from __future__ import annotations

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.instance import Instance, eventually
from tests.journeys.telling import tell_everything

WHO, WHY = "Who this may be", "Her daughter brought both papers"


def test_somebody_is_recognised_and_it_is_taken_back(instance: Instance, tab: Opens) -> None:
    tell_everything(instance)
    told = tell_everything(instance)
    instance.confide(WHY)
    wide: Tab = signs_in(instance, tab(width=WIDE), "moderator")
    wide.open(f"/admin/testimonies/submission/{told.reference}/").follow(WHO)
    instance.nudge("testimonies.tasks.sketch_mentions")
    eventually(lambda: "points" in wide.open(wide.path).words)
    wide.press("Somebody else")
    assert "Write why, in a few words." in wide.words
    _types_and_presses(wide, "words", WHY)
    assert "It is written down." in wide.words
    assert WHY in wide.words

    wide.follow("Everything that tells of this person")
    assert "What each source tells" in wide.words
    narrow: Tab = signs_in(instance, tab(width=NARROW, has_scripts=False), "moderator")
    narrow.open(wide.path).press("Call the person so")
    narrow.press("Take back")
    assert "It was taken back." in narrow.words
    narrow.open(f"/admin/testimonies/submission/{told.reference}/").follow(WHO)
    assert "points" in narrow.words


def _types_and_presses(here: Tab, field: str, words: str) -> None:
    """With nothing but keys: the reason, and the first button after it."""
    here.page.locator(f"[name='{field}']").first.focus()
    here.page.keyboard.type(words)
    here.page.keyboard.press("Tab")
    assert "The same person" in here.page.locator(":focus").inner_text()
    with here.page.expect_navigation():
        here.page.keyboard.press("Enter")
    here.look()
