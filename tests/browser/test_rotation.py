"""Another key signs the ledger: a browser still proves what the old one signed."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from urllib.parse import urlparse

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser

from petitions.ledger import keys
from tests.browser.tab import Tab
from tests.browser.test_ledger import ADDRESS, CHECK, said_in
from tests.instance import Instance, eventually, prepared_home, running_instance
from tests.journeys import signing
from tests.journeys.signing import PETITION, Signer
from tests.visitor import Visitor

ILZE = Signer("Ilze Kalniņa-Ozola", "ilze.kalnina@example.org", "LV")
NEXT = Signer("Jonas Petraitis", "jonas@example.org", "LT")
LEDGER = f"/ledger/{PETITION}"


def test_the_entry_is_proved_with_both_keys(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = prepared_home(tmp_path / "home")
    with running_instance(home) as before:
        address = signed(before, ILZE)
        old_checkpoint = Visitor(before.url).open(f"{LEDGER}/checkpoint").response.text
    change_key(home, monkeypatch)

    with running_instance(home, before.port) as after:
        page = browser.new_context(locale="en").new_page()
        tab = Tab(page, after.url, has_axe=False)
        old_proof = str(tab.open(address).page.get_attribute("[data-ledger-proof]", "data-proof"))
        with_the_old_key = check(tab)
        signed(after, NEXT)
        eventually(lambda: newest(after) != old_checkpoint)
        new_proof = str(tab.open(address).page.get_attribute("[data-ledger-proof]", "data-proof"))
        with_the_new_key = check(tab)
        tab.page.locator("[data-ledger-proof]").evaluate(
            "(form, proof) => { form.dataset.proof = proof }", old_proof
        )
        from_one_to_the_other = check(tab)
        page.context.close()

    assert old_proof.endswith(old_checkpoint)
    assert not new_proof.endswith(old_checkpoint)
    for told in (with_the_old_key, with_the_new_key, from_one_to_the_other):
        assert told.startswith("It is all true.")


def signed(instance: Instance, signer: Signer) -> str:
    """The address of the signer's page, once it proves the entry."""
    before = signing.settled_count(instance)
    signing.sign(instance, signer)
    address = urlparse(signing.confirm(instance, signer).url).path
    eventually(lambda: signing.count(instance) > before)
    at_once = instance.manage("ledger", "checkpoint", PETITION)  # the next one is a minute away
    assert at_once.returncode == 0, at_once.stderr
    visitor = Visitor(instance.url)
    eventually(lambda: "data-ledger-proof" in visitor.open(address).response.text)
    return address


def change_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, as after a theft: nothing was signed by both."""
    file = home / "keys" / "CHECKPOINT_KEY"
    old = Ed25519PrivateKey.from_private_bytes(b64decode(file.read_text().strip()))
    past = keys.written(old.public_key().public_bytes_raw())
    file.write_text(b64encode(secrets.token_bytes(32)).decode())
    monkeypatch.setenv("PAST_CHECKPOINT_KEYS", past)


def newest(instance: Instance) -> str:
    return Visitor(instance.url).open(f"{LEDGER}/checkpoint").response.text


def check(tab: Tab) -> str:
    tab.page.get_by_label(ADDRESS).fill(ILZE.email)
    tab.press(CHECK, is_answered_here=True)
    return said_in(tab)
