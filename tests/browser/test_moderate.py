"""Moderate in a real browser: the queue, one screen, two people, and the public page."""

from __future__ import annotations

from tests.browser.conftest import NARROW, Opens
from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys import cast, telling


def test_two_people_read_on_one_screen_each_and_it_becomes_public(
    instance: Instance, tab: Opens
) -> None:
    told = telling.tell_everything(instance)
    screen = f"/admin/testimonies/submission/{told.reference}/"
    first, second = _at_the_desk(instance, tab(), "moderator"), tab(width=NARROW)

    first.open("/admin/testimonies/submission/").follow(told.reference)
    assert cast.STORY in first.words
    first.press("Take up").press("Accept")
    _at_the_desk(instance, second, "second").open(screen).press("Accept as second reader")
    first.open(screen).press("Publish").follow("look at the page")

    reader = tab(width=NARROW, has_scripts=False).open(first.page.url)
    assert cast.SHOWN_NAME in reader.words
    assert cast.SURNAME not in reader.words


def _at_the_desk(instance: Instance, here: Tab, who: str) -> Tab:
    here.open("/admin/").fill(login=f"{who}@example.org", password=instance.password)
    return here.press("Sign in")
