"""The lines of a sheet are keyed in a real browser, by keyboard, at a desk and on a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.instance import Instance
from tests.journeys import paper
from tests.journeys.paper import Hand

DESK = "/admin/petitions/papersheet/"


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_sheet_is_keyed_and_read_again(instance: Instance, tab: Opens, width: int) -> None:
    hand = Hand(f"Leida Tammealune {'Wide' if width == WIDE else 'Narrow'}", "1.2.1940")
    instance.confide(hand.name, "Tammealune")
    scan = paper.picture(paper.printed(instance))
    first: Tab = signs_in(instance, tab(width=width), "moderator")
    _registers(first, scan)
    first.fill(**hand.keyed(1) | {"line-1-birth_date": "31.2.1940"}).press("Keep these lines")
    assert "Line 1, Date of birth" in first.words
    first.fill(**{"line-1-birth_date": hand.born, "line-2-name": "-"})
    first.page.locator("[name=line-1-name]").focus()
    first.page.keyboard.press("Enter")
    assert first.page.evaluate("document.activeElement.name") == "line-1-birth_date"
    first.press("Keep these lines")

    second: Tab = signs_in(instance, tab(width=width), "second")
    second.open(first.path).follow("Read them a second time")
    second.fill(**hand.keyed(1) | {"line-1-birth_date": "2.2.1940"}).press("Keep these lines")
    assert "Line 1 was read differently" in second.words
    second.press("The first is right").open(first.path)
    assert "read by two" in second.words
    second.open(f"{DESK}print/").open(f"{DESK}find/").open(f"{DESK}withdraw/")


def _registers(first: Tab, scan: bytes) -> None:
    first.open(DESK).follow("Register a sheet that came back").press("Register the sheet")
    assert "Something needs another look" in first.words
    first.fill(number=paper.code_on(scan), lines_filled=2).press("Register the sheet")
    first.press("Add the scan")
    assert "Please choose a file." in first.words
    scanned = FilePayload(name="scan.png", mimeType="image/png", buffer=scan)
    first.page.locator("[name=file]").set_input_files(scanned)
    first.press("Add the scan").follow("Key the lines")
