"""A signer changes how they are shown and where letters go, wide and narrow."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys import signing
from tests.journeys.signing import Signer

TEOFILA = Signer("Teofila Gintautaitė-Vaičiūnė", "teofila.gintautaite@example.org", "LT")
ELSEWHERE = "teofila.elsewhere@example.org"
HOME = "Ąžuolų g. 12-3, Rokiškis"


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_signer_gives_an_address_changes_what_may_change_and_finds_it_again(
    instance: Instance, tab: Opens, width: int
) -> None:
    signer = Signer(f"{TEOFILA.name} {width}", f"{width}.{TEOFILA.email}", TEOFILA.country)
    new = f"{width}.{ELSEWHERE}"
    instance.confide(signer.name, signer.email, new, HOME)
    here: Tab = tab(width=width)

    _sign(here, instance, signer)
    here.follow("Change how I am shown").fill(display="initials", wants_news="on")
    here.press("Keep these choices")
    assert "That is changed." in here.words
    assert "Show my initials" in here.words
    _move_letters(here, instance, new)
    assert f"{new[:2]}…@example.org" in here.words
    instance.mail_to(signer.email, containing="go to another address")
    _find_again(here, instance, new)
    assert "Your signature is confirmed" in here.words


def _sign(here: Tab, instance: Instance, signer: Signer) -> None:
    """With an address that the first time cannot be printed."""
    here.open(f"/en/petitions/{signing.PETITION}/sign/")
    here.page.wait_for_timeout(signing.NOBODY_IS_QUICKER * 1000)
    here.page.get_by_text("What some institutions need").click()
    here.fill(**signer.answers, address=f"{HOME}\u0007").press(signing.TO_ALL)
    assert "This address holds a sign that cannot be printed" in here.words
    here.fill(address=HOME).press(signing.TO_ALL)
    here.open(signing.link_for(instance, signer))
    assert "given, for Sejm" in here.words
    here.press("Yes, I sign")
    assert HOME not in here.words


def _move_letters(here: Tab, instance: Instance, new: str) -> None:
    here.follow("Write to me at another address").press("Send the letter")
    assert "Please write an e-mail address." in here.words
    here.fill(email=new).press("Send the letter")
    assert "We have written to the address that you gave" in here.words
    letter = instance.mail_to(new, containing="/signatures/address/")
    here.open(signing.address_in(letter, "/signatures/address/")).press("Yes, write to me here")


def _find_again(here: Tab, instance: Instance, email: str) -> None:
    here.open("/en/signatures/mine/").press("Ask")
    assert "Please write an e-mail address." in here.words
    here.fill(email=email).press("Ask")
    assert "The answer comes by e-mail" in here.words
    answer = instance.mail_to(email, containing="what was signed with this mailbox")
    here.open(signing.address_in(answer, "/en/signatures/S-"))
