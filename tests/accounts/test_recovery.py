"""Recovery codes let somebody in whose telephone is lost: each once, and few of them say so."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from tests.builders_review import PASSWORD, a_moderator, code_of_the_app

pytestmark = pytest.mark.django_db

FACTOR = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def _as_in_production(settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True


def signs_in(code: str) -> tuple[Client, str]:
    """With the password, and this code. Returns what the page says to which that leads."""
    client = Client()
    form = {"login": a_moderator().email, "password": PASSWORD, "next": "/admin/"}
    client.post("/accounts/login/", form)
    page = client.post(f"{FACTOR}authenticate/", {"code": code}, follow=True)
    return client, " ".join(page.content.decode().split())


def test_codes_are_used_up_one_by_one_and_made_anew_in_time() -> None:
    secret = generate_totp_secret()
    TOTP.activate(a_moderator(), secret)
    codes = RecoveryCodes.activate(a_moderator()).get_unused_codes()
    _client, first = signs_in(codes[0])
    assert "That recovery code is used up. You have 9 left." in first
    assert "That did not open." in signs_in(codes[0])[1]
    for code in codes[1:6]:
        signs_in(code)
    assert "You have 4 left" not in signs_in(code_of_the_app(secret))[1]  # many: nothing is said
    signs_in(codes[6])

    client, page = signs_in(code_of_the_app(secret, steps=1))
    assert "You have 3 recovery codes left." in page
    index = client.get(FACTOR).content.decode()
    assert "3 codes are left." in " ".join(index.split())
    assert "note-care" in index
    made = client.post(f"{FACTOR}recovery-codes/generate/", follow=True).content.decode()

    assert "10 codes are left." in " ".join(made.split())
    new = re.findall(r"<code>(\d{8})</code>", made)
    assert len(new) == 10
    assert "That did not open." in signs_in(codes[9])[1]
    assert "You have 9 left." in signs_in(new[9])[1]


def test_whoever_has_none_is_told_to_ask_somebody() -> None:
    TOTP.activate(a_moderator(), generate_totp_secret())

    _client, page = signs_in("00000000")

    assert "That did not open." in page
    assert "call an administrator" in page


def test_the_codes_are_shown_to_a_fresh_login_and_kept_by_no_browser() -> None:
    secret = generate_totp_secret()
    TOTP.activate(a_moderator(), secret)
    RecoveryCodes.activate(a_moderator())
    client, _page = signs_in(code_of_the_app(secret))

    shown = client.get(f"{FACTOR}recovery-codes/")
    file = client.get(f"{FACTOR}recovery-codes/download/")
    stranger = Client()
    stranger.force_login(a_moderator())

    assert "no-store" in shown["Cache-Control"]
    assert "no-store" in file["Cache-Control"]
    assert "reauthenticate" in stranger.get(f"{FACTOR}recovery-codes/")["Location"]
