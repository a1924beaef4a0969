"""A moderator signs in with a passkey, a real browser's: made, named, used, lost and removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession

from tests.browser.tab import Tab
from tests.builders_review import code_of_the_app
from tests.instance import Instance, prepared_home, running_instance

DESK, FACTOR = "/admin/", "/accounts/2fa/"
A_LOCKED_DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """As in production: nobody opens the desk with the password alone."""
    home = prepared_home(tmp_path_factory.mktemp("strict"))
    with running_instance(home, STAFF_NEED_SECOND_FACTOR="true") as started:
        yield started


class Device:
    """A telephone or computer with a lock, as the browser plays it."""

    def __init__(self, tab: Tab) -> None:
        self.session: CDPSession = tab.page.context.new_cdp_session(tab.page)
        self.session.send("WebAuthn.enable")
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": A_LOCKED_DEVICE})
        self.id = made["authenticatorId"]

    def unlocks(self, is_right: bool) -> None:
        said = {"authenticatorId": self.id, "isUserVerified": is_right}
        self.session.send("WebAuthn.setUserVerified", said)

    def holds(self) -> list[dict[str, Any]]:
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])


def opened(context: BrowserContext, instance: Instance) -> Tab:
    """No passkey belongs to a number: by its name."""
    context.set_default_timeout(60_000)
    return Tab(context.new_page(), f"http://localhost:{instance.port}")


def test_a_passkey_is_made_named_used_lost_and_removed(browser: Browser, strict: Instance) -> None:
    with browser.new_context(locale="en") as first, browser.new_context(locale="en") as second:
        tab = opened(first, strict)
        codes = makes_a_passkey(tab, Device(tab), strict)
        tab.open(f"{FACTOR}webauthn/").follow("Give it another name").fill(name="My telephone")
        assert "My telephone" in tab.press("Keep it so").words
        signs_in_with_it(tab, strict)

        other = opened(second, strict)
        knows_the_password(other, strict).fill(code=codes[0])
        assert "That recovery code is used up. You have 9 left." in other.press("Go on").words
        other.open(f"{FACTOR}webauthn/").follow("Remove it")
        assert "My telephone" in other.words
        assert "It opens nothing any more." in other.press("Remove it").words

        signs_out(tab).open(DESK).press("Sign in with a passkey")
        assert "That did not open." in tab.words
        assert tab.path == "/accounts/login/"


def makes_a_passkey(tab: Tab, device: Device, strict: Instance) -> list[str]:
    """The first try is not let in by the lock of the device. Returns the recovery codes."""
    assert "Set up the app" in knows_the_password(tab, strict).words
    tab.follow("Or use a passkey").fill(name="")
    device.unlocks(False)
    tab.press("Make the passkey", is_answered_here=True)
    tab.page.locator("[data-said=failed]").wait_for()
    device.unlocks(True)
    assert "The passkey is made." in tab.press("Make the passkey").words
    codes = re.findall(r"\b\d{8}\b", tab.words)
    assert len(codes) == 10
    assert [key["isResidentCredential"] for key in device.holds()] == [True]
    assert "Show again that it is you" in tab.open(DESK).words
    assert tab.press("Use the passkey").path == DESK
    return codes


def signs_in_with_it(tab: Tab, strict: Instance) -> None:
    """Alone, and after the password."""
    signs_out(tab).open(DESK)
    assert tab.press("Sign in with a passkey").path == DESK
    signs_out(tab)
    assert "With your passkey" in knows_the_password(tab, strict).words
    assert tab.press("Use the passkey").path == DESK


def knows_the_password(tab: Tab, strict: Instance) -> Tab:
    tab.open(DESK).fill(login="moderator@example.org", password=strict.password)
    return tab.press("Sign in")


def signs_out(tab: Tab) -> Tab:
    return tab.open("/accounts/logout/").press("Sign out")


def test_without_scripts_the_other_way_is_offered(browser: Browser, strict: Instance) -> None:
    with browser.new_context(locale="en", java_script_enabled=False) as context:
        page = context.new_page()
        tab = Tab(page, f"http://localhost:{strict.port}", has_axe=False)
        tab.open(DESK).fill(login="second@example.org", password=strict.password)
        assert page.get_by_role("button", name="Sign in with a passkey").count() == 0
        tab.press("Sign in")
        secret = page.locator("#authenticator_secret").inner_text().replace(" ", "")
        tab.fill(code=code_of_the_app(secret))
        assert "Here are your recovery codes." in tab.press("Set it up").words

        tab.open(f"{FACTOR}webauthn/add/")

        assert "A passkey needs JavaScript" in tab.words
        assert page.get_by_role("button", name="Make the passkey").count() == 0
