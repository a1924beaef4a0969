"""A forgotten password: by keyboard alone, without scripts, on a narrow screen; and for axe."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.instance import Instance

ACCOUNT, FORGOTTEN, KEY = (
    "/accounts/",
    "/accounts/password/reset/",
    "/accounts/password/reset/key/",
)


def test_a_new_password_is_chosen_with_the_keyboard_alone(instance: Instance, tab: Opens) -> None:
    here = tab(width=NARROW, has_scripts=False).open("/accounts/login/")
    enters(here, "Forgot your password?")
    types(here, email="second@example.org")
    assert "a letter with a link is on its way" in here.words

    letter = instance.mail_to("second@example.org", containing=KEY)
    here.open(re.findall(rf"http\S+{KEY}\S+", letter)[0])
    same = instance.password  # the one that they have, for who comes after this test
    types(here, password1=same, password2="something else")
    assert "The two are not the same." in here.words
    types(here, password1=same, password2=same)

    assert "Your new password is set." in here.words
    enters(here, "Sign in")
    assert here.path == "/accounts/login/"


def enters(here: Tab, link: str) -> None:
    here.page.locator("main").get_by_role("link", name=link).focus()
    with here.page.expect_navigation():
        here.page.keyboard.press("Enter")
    here.look()


def types(here: Tab, **words: str) -> None:
    """From the first field with the tab key to the next, and Enter sends it."""
    here.page.locator(f"[name={next(iter(words))}]").focus()
    for name, said in words.items():
        assert here.page.evaluate("document.activeElement.name") == name
        here.page.keyboard.type(said)
        if name != list(words)[-1]:
            here.page.keyboard.press("Tab")
    with here.page.expect_navigation():
        here.page.keyboard.press("Enter")
    here.look()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_pages_around_a_password_keep_what_holds_for_all(
    instance: Instance, tab: Opens, width: int
) -> None:
    here = tab(width=width)
    for page in "reset/", "reset/done/", "reset/key/done/", "reset/key/1-spent/":
        here.open(f"{ACCOUNT}password/{page}")
    assert "Please write your e-mail address." in here.open(FORGOTTEN).press("Send me").words

    inside = signs_in(instance, tab(width=width), "assessor")
    inside.open(f"{ACCOUNT}password/change/").press("Set the new password")
    assert "Please choose a new password." in inside.words
    assert "You are signed out." in inside.open(f"{ACCOUNT}logout/").press("Sign out").words
