"""Signing by the login of one's country in a real browser, with and without scripts."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys import signing
from tests.journeys.signing import Signer
from tests.petitions.signing.eid.provider import Claims, Manners, Provider

DOOR = "Door country"
WAYS = pytest.mark.parametrize(
    ("width", "has_scripts"), [(WIDE, True), (NARROW, True), (NARROW, False)]
)


@dataclass(frozen=True)
class Citizen:
    given: str
    family: str
    code: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def claims(self) -> Claims:
        told = {
            "given_name": self.given,
            "family_name": self.family,
            "date_of_birth": "1938-03-05",
        }
        return {"sub": f"EE{self.code}", "profile_attributes": told, "acr": "high"}


def a_citizen(given: str, width: int, has_scripts: bool) -> Citizen:
    """Another one in each run; no figure of the code is anybody's."""
    code = f"{sum(map(ord, given))}{width}{int(has_scripts)}".rjust(11, "9")
    return Citizen(given, f"Kuldnokk-Õispuu{'xyz'[width % 3]}{'ab'[has_scripts]}", code)


def logs_in(here: Tab, country_login: Provider, citizen: Citizen) -> None:
    """Follow the door; the provider says at once who it is, and sends the browser back."""
    country_login.manners = Manners(person=citizen.claims)
    here.elsewhere.add(country_login.url)
    here.follow(DOOR)
    assert here.path.endswith("/sign/identified/")
    assert citizen.name in here.words


@WAYS
def test_somebody_logs_in_signs_and_sees_the_receipt(
    instance: Instance, tab: Opens, country_login: Provider, width: int, has_scripts: bool
) -> None:
    citizen = a_citizen("Endla", width, has_scripts)
    instance.confide(citizen.name, citizen.family, citizen.code)
    before = signing.settled_count(instance)
    here = tab(width=width, has_scripts=has_scripts)

    here.open(f"/en/petitions/{signing.PETITION}/").follow("Sign the petition")
    logs_in(here, country_login, citizen)
    here.press(signing.TO_ALL)
    assert "Please choose the country where you live." in here.words
    pressed = time.monotonic()
    here.fill(country="EE").press(signing.TO_ALL)

    assert "Your signature is confirmed" in here.words
    assert "Confirmed by electronic identity" in here.words
    assert citizen.name in here.words
    signing.shows(instance, before + 1, since=pressed)
    here.open(f"/en/petitions/{signing.PETITION}/sign/").follow(DOOR)
    assert "You have already signed" in here.words


@WAYS
def test_a_signature_by_e_mail_is_made_stronger_and_counts_once(
    instance: Instance, tab: Opens, country_login: Provider, width: int, has_scripts: bool
) -> None:
    citizen = a_citizen("Leida", width, has_scripts)
    signer = Signer(citizen.name, f"leida.{citizen.code}@example.org", "EE")
    instance.confide(citizen.name, citizen.family, citizen.code, signer.email)
    before = signing.settled_count(instance)
    signing.sign(instance, signer)
    here = tab(width=width, has_scripts=has_scripts)
    here.open(signing.link_for(instance, signer)).press("Yes, I sign")
    signing.shows(instance, before + 1, since=time.monotonic())
    weaker = here.path

    logs_in(here, country_login, citizen)
    here.fill(country="EE").press(signing.TO_ALL)
    assert "Confirmed by electronic identity" in here.words
    assert here.path != weaker
    here.open(weaker)

    assert "Confirmed by e-mail" in here.words
    assert "Your signature is confirmed" not in here.words
    assert signing.settled_count(instance) == before + 1


def test_whoever_changes_their_mind_comes_back_to_the_other_ways(
    instance: Instance, tab: Opens, country_login: Provider
) -> None:
    country_login.manners = Manners(error="access_denied")
    here = tab(width=NARROW)
    here.elsewhere.add(country_login.url)

    here.open(f"/en/petitions/{signing.PETITION}/sign/").follow(DOOR)

    assert "You stopped on the way. Nothing has been signed" in here.words
    here.follow("Sign with your e-mail address, or on paper")
    assert "The ways to sign" in here.words
