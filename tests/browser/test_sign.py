"""Sign in a real browser, wide and narrow, and with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys import signing
from tests.journeys.signing import Signer

MAJA = Signer("Maija Liepkalne-Straume", "maija.liepkalne@example.org", "LV")
JUTA = Signer("Juta Kõivupuu", "juta.koivupuu@example.org", "EE")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_petition_is_signed_confirmed_and_the_signature_withdrawn(
    instance: Instance, tab: Opens, width: int
) -> None:
    signer = Signer(f"{MAJA.name} {width}", f"{width}.{MAJA.email}", MAJA.country)
    instance.confide(signer.name, signer.email)
    here: Tab = tab(width=width)

    here.open("/").follow("Read it first").follow("Sign the petition")
    here.page.wait_for_timeout(signing.NOBODY_IS_QUICKER * 1000)
    here.press(signing.TO_ALL)
    assert "Something needs another look" in here.words
    assert _focused(here.page).get("role") == "alert"
    here.fill(**signer.answers).press(signing.TO_ALL)
    assert "look into your mail" in here.words

    here.open(signing.link_for(instance, signer)).press("Yes, I sign")
    assert "Your signature is confirmed" in here.words
    here.follow("Withdraw my signature").press("Withdraw my signature")
    assert "Your signature is withdrawn" in here.words


def test_the_keyboard_alone_is_enough(instance: Instance, tab: Opens) -> None:
    instance.confide(JUTA.name, JUTA.email)
    here: Tab = tab()
    here.open(f"/en/petitions/{signing.PETITION}/")

    here.page.keyboard.press("Tab")
    assert "main text" in _focused(here.page)["words"]
    _go_to(here.page, "Sign the petition")
    here.page.keyboard.press("Enter")
    here.page.wait_for_url("**/sign/")
    here.look()
    here.page.wait_for_timeout(signing.NOBODY_IS_QUICKER * 1000)
    for name, said in (("name", JUTA.name), ("email", JUTA.email)):
        _go_to(here.page, name)
        here.page.keyboard.type(said)
    _go_to(here.page, "country")
    here.page.keyboard.type("Est")
    _go_to(here.page, "Sign, and send it to all of them")
    here.page.keyboard.press("Enter")
    here.page.wait_for_url("**/sign/done/")

    assert "look into your mail" in here.look().words
    assert signing.link_for(instance, JUTA)


def _go_to(page: Page, wanted: str) -> None:
    """Tab until the focus is there, and see that it shows."""
    for _press in range(60):
        focused = _focused(page)
        if wanted in (focused["name"], focused["words"]):
            assert focused["shows"], f"the focus on {wanted} cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never comes to {wanted}")


def _focused(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        """() => {
            const each = document.activeElement, style = getComputedStyle(each);
            return {
                name: each.getAttribute("name"), role: each.getAttribute("role"),
                words: each.innerText.trim(),
                shows: parseFloat(style.outlineWidth) >= 2 || style.boxShadow != "none",
            };
        }"""
    )
    return found
