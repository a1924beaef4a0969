"""One signer asks to be erased, an officer does it at the desk, and the signer's page says so."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.instance import Instance, eventually
from tests.journeys import signing
from tests.journeys.signing import Signer

ROZALIJA = Signer("Rozalija Bernotaitė-Šimkienė", "rozalija.bernotaite@example.org")
ERASURES = "/admin/petitions/erasure/"


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_officer_looks_what_is_due_and_erases_one_signature(
    instance: Instance, tab: Opens, width: int
) -> None:
    signer = Signer(f"{ROZALIJA.name} {width}", f"{width}.{ROZALIJA.email}")
    instance.confide(signer.name, signer.email)
    signing.sign(instance, signer)
    here: Tab = tab(width=width).open(signing.link_for(instance, signer)).press("Yes, I sign")
    assert signer.name in here.words
    reference = here.path.strip("/").rpartition("/")[2]
    officer: Tab = signs_in(instance, tab(width=width), "release")

    officer.open(ERASURES).press("Look now what is due")
    assert "A worker looks." in officer.words
    eventually(lambda: "looked at what is due" in officer.open(ERASURES).words)

    officer.follow("Erase one signature on request").press("Show what would happen")
    assert "Write the reference." in officer.words
    officer.fill(reference=reference).press("Show what would happen")
    assert "Nobody can bring it back." in officer.words
    officer.press("Erase this signature")
    assert "Write why, in a few words." in officer.words
    officer.fill(reason="Request 7 by letter").press("Erase this signature")
    assert "It has been erased." in officer.words
    eventually(lambda: "being erased" not in officer.open(officer.path).words)

    here.open(here.path)
    assert "Your signature has been erased" in here.words
    assert signer.name not in here.words
