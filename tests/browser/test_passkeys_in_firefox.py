"""In Firefox, too, a passkey is made, opens the desk alone, is lost, and a paper code helps."""

from __future__ import annotations

import re
from pathlib import Path

from tests.browser import marionette
from tests.browser.marionette import Firefox
from tests.instance import Instance, eventually

A_LOCKED_DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserConsenting": True, "isUserVerified": True,
}  # fmt: skip
DOOR, PASSKEY = "/accounts/login/?next=/admin/", "form[data-passkey] button"
SEND = "main form:not([data-passkey]) button[type=submit]"


class Desk:
    """Of somebody whom no other test signs in: they keep a second factor.

    No passkey belongs to a number: the server goes by its name.
    """

    def __init__(self, browser: Firefox, instance: Instance) -> None:
        self.browser, self.password = browser, instance.password
        self.server = f"http://localhost:{instance.port}"

    def open(self, place: str) -> None:
        self.browser.open(f"{self.server}{place}")

    def type(self, **typed: str) -> None:
        for name, said in typed.items():
            script = "document.querySelector(`[name=${arguments[0]}]`).value = arguments[1]"
            self.browser.run(script, name, said)

    def knows_the_password(self) -> None:
        self.type(login="assessor@example.org", password=self.password)
        self.browser.follow(SEND)

    def signs_out(self) -> None:
        self.open("/accounts/logout/")
        self.browser.follow(SEND)
        self.open(DOOR)

    @property
    def words(self) -> str:
        return str(self.browser.run("return document.body.innerText.replace(/\\s+/g, ' ')"))

    @property
    def path(self) -> str:
        return str(self.browser.run("return location.pathname"))


def test_a_passkey_is_made_used_and_lost(instance: Instance, tmp_path: Path) -> None:
    with marionette.running(tmp_path / "profile") as browser:
        device = browser.ask("WebAuthn:AddVirtualAuthenticator", **A_LOCKED_DEVICE)
        desk = Desk(browser, instance)
        desk.open("/accounts/login/?next=/accounts/2fa/webauthn/add/")
        desk.knows_the_password()
        desk.type(name="My telephone")
        browser.follow(PASSKEY)
        assert "The passkey is made." in desk.words
        codes = re.findall(r"\b\d{8}\b", desk.words)
        assert len(codes) == 10

        desk.signs_out()
        browser.follow(PASSKEY)
        assert desk.path == "/admin/"

        desk.signs_out()
        browser.ask("WebAuthn:RemoveAllCredentials", authenticatorId=device)
        browser.ask("WebDriver:ElementClick", id=browser.find(PASSKEY))
        assert eventually(lambda: "That did not work" in desk.words)
        desk.knows_the_password()
        desk.type(code=codes[0])
        browser.follow("main form:has([name=code]) button[type=submit]")
        assert desk.path == "/admin/"
        assert "You have 9 left." in desk.words
