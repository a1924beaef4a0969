"""What is covered, in a real browser: with the mouse, by numbers, and on a telephone."""

from __future__ import annotations

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.instance import Instance, eventually
from tests.journeys import cast
from tests.journeys.telling import tell_everything

#: Marks the first words of the story, as a mouse that is drawn over them does.
MARK = """() => {
  const told = document.querySelector('[data-answer="story:story"]').firstChild;
  const range = document.createRange();
  range.setStart(told, 0);
  range.setEnd(told, 9);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
COVERS = "Propose to cover these words"


def test_words_are_marked_by_one_and_covered_by_another(instance: Instance, tab: Opens) -> None:
    told = tell_everything(instance)
    place = f"/admin/testimonies/submission/{told.reference}/"
    wide: Tab = signs_in(instance, tab(width=WIDE), "moderator")
    wide.open(place).follow("What is covered, and what is to be").press(COVERS)
    assert "Choose the answer in which the words stand." in wide.words
    wide.page.evaluate(MARK)
    wide.press("Cover the words that are marked", is_answered_here=True)
    assert wide.page.locator("#id_words").input_value() == cast.STORY[:9].strip()
    assert wide.page.locator("#id_which").input_value() == "1"
    wide.fill(reason="third_person").press(COVERS)
    assert "Somebody else decides, and until then nothing leaves." in wide.words
    assert "Somebody else than the one who proposed it decides." in wide.words

    narrow: Tab = signs_in(instance, tab(width=NARROW, has_scripts=False), "second")
    narrow.open(f"{place}redactions/").press("I agree: cover it")
    assert "It is covered now, wherever it leaves." in narrow.words
    shown = narrow.page.locator(".desk-preview").inner_text()
    assert "[…]" in shown
    assert cast.STORY not in shown


def test_an_area_is_drawn_and_a_copy_is_made(instance: Instance, tab: Opens) -> None:
    told = tell_everything(instance)
    place = f"/admin/testimonies/submission/{told.reference}/redactions/"
    wide: Tab = signs_in(instance, tab(width=WIDE), "moderator")
    eventually(lambda: cast.CAPTION in wide.open(place).page.locator("#papers ~ ul").inner_text())
    wide.follow(cast.CAPTION).press("Propose to cover it")
    assert "Choose why it is to be covered." in wide.words
    _draws(wide)
    wide.fill(reason="address").press("Propose to cover it")
    assert "Proposed. Somebody else decides" in wide.words

    narrow: Tab = signs_in(instance, tab(width=NARROW, has_scripts=False), "second")
    narrow.open(place).press("I agree: cover it")
    narrow.follow("Look at it")
    eventually(lambda: "Open the covered copy" in narrow.open(narrow.path).words, seconds=90)


def _draws(here: Tab) -> None:
    page = here.page.locator("[data-draw]")
    page.scroll_into_view_if_needed()
    box = page.bounding_box()
    assert box
    mouse = here.page.mouse
    mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.1)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.3, steps=4)
    mouse.up()
    drawn = [here.page.locator(f"#id_{side}_1").input_value() for side in ("left", "width")]
    assert [round(float(each)) for each in drawn] == [10, 40]
