"""The sum that browsers are asked for while the setting says so, done by a real one."""

from __future__ import annotations

import re
from time import time

import altcha
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Opens
from tests.instance import Instance
from tests.journeys import signing

SECRET, KEY = b"of this test", b"of its keys"


def test_a_browser_solves_what_the_library_asks(instance: Instance, tab: Opens) -> None:
    """The instance asks for nothing, so the field and its challenge are put into the page."""
    asked = altcha.create_challenge(
        "PBKDF2/SHA-256",
        500,
        counter=40,
        expires_at=int(time()) + 600,
        hmac_secret=SECRET,
        hmac_key_secret=KEY,
    )
    reader = tab(width=NARROW).open(f"/en/petitions/{signing.PETITION}/sign/")
    page = reader.page
    page.route("**/challenge/", lambda route: route.fulfill(json=asked.to_dict()))
    page.evaluate(
        """() => {
          const field = document.createElement("input");
          field.type = "hidden";
          field.dataset.proof = "/challenge/";
          document.querySelector("main form").append(field);
        }"""
    )

    page.add_script_tag(url="/static/js/proof.js", type="module")
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    field = page.locator("[data-proof]")
    reader.fill(name="Ona")
    expect(field).to_have_value(re.compile("."))

    found = altcha.verify_solution(field.input_value(), SECRET, hmac_key_secret=KEY)
    assert found.verified
    assert altcha.Payload.from_base64(field.input_value()).solution.counter == 40
