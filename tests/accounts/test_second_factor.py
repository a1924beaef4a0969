"""Outside local settings the desk asks everybody for a second factor, with real codes."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from tests.builders_review import PASSWORD, a_moderator, code_of_the_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_in_production(settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True


def with_password(client: Client, *, password: str = PASSWORD, then: str = "/admin/") -> str:
    """Sign in with e-mail and password; returns where that leads."""
    form = {"login": a_moderator().email, "password": password, "next": then}
    return client.post("/accounts/login/", form).headers.get("Location", "")


def test_the_desk_asks_who_is_there() -> None:
    answer = Client().get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"


def test_a_wrong_password_opens_nothing() -> None:
    client = Client()

    assert with_password(client, password="guess") == ""

    assert client.get("/admin/").status_code == 302


def test_a_password_alone_leads_to_the_set_up_of_the_second_factor() -> None:
    client = Client()
    with_password(client)

    for address in ("/admin/", "/admin/testimonies/", "/admin/accounts/user/"):
        assert client.get(address).headers["Location"] == "/accounts/2fa/totp/activate/"


def test_the_second_factor_is_set_up_with_a_real_code_and_opens_the_desk() -> None:
    client = Client()
    with_password(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r">((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})<", page)
    assert found
    secret = found[1].replace(" ", "")
    assert "<svg" in page
    assert "data:" not in page

    done = client.post("/accounts/2fa/totp/activate/", {"code": code_of_the_app(secret)})
    assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200

    again = client.get("/admin/").headers["Location"]
    assert again == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"
    opened = client.post(again, {"code": code_of_the_app(secret), "next": "/admin/"})
    assert opened.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_who_has_a_second_factor_is_asked_for_it_at_the_door() -> None:
    secret = generate_totp_secret()
    TOTP.activate(a_moderator(), secret)
    client = Client()

    assert with_password(client) == "/accounts/2fa/authenticate/"
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200

    right = client.post("/accounts/2fa/authenticate/", {"code": code_of_the_app(secret)})
    assert right.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_code_works_once() -> None:
    secret = generate_totp_secret()
    TOTP.activate(a_moderator(), secret)
    code = code_of_the_app(secret)
    first, second = Client(), Client()
    with_password(first)
    with_password(second)
    first.post("/accounts/2fa/authenticate/", {"code": code})

    overheard = second.post("/accounts/2fa/authenticate/", {"code": code})

    assert overheard.status_code == 200
    assert second.get("/admin/").status_code == 302


def test_a_recovery_code_opens_the_desk_once() -> None:
    user = a_moderator()
    TOTP.activate(user, generate_totp_secret())
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    client, later = Client(), Client()
    with_password(client)
    with_password(later)

    client.post("/accounts/2fa/authenticate/", {"code": code})
    later.post("/accounts/2fa/authenticate/", {"code": code})

    assert client.get("/admin/").status_code == 200
    assert later.get("/admin/").status_code == 302


def test_a_session_from_before_the_second_factor_has_to_show_it() -> None:
    thief = Client()
    with_password(thief)
    secret = generate_totp_secret()
    TOTP.activate(a_moderator(), secret)

    turned_away = thief.get("/admin/")

    assert turned_away.headers["Location"].startswith("/accounts/2fa/reauthenticate/")


def test_recovery_codes_without_an_app_are_no_second_factor() -> None:
    user = a_moderator()
    RecoveryCodes.activate(user)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    client = Client()
    with_password(client)

    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/totp/activate/"


def test_whoever_may_no_longer_sign_in_is_out_at_once() -> None:
    user = a_moderator()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()
    with_password(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_of_the_app(secret)})
    user.is_active = False
    user.save()

    assert client.get("/admin/").status_code == 302


def test_local_settings_ask_for_the_password_only(settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client = Client()

    assert with_password(client) == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_code_of_the_half_minute_before_still_works() -> None:
    secret = generate_totp_secret()
    TOTP.activate(a_moderator(), secret)
    client = Client()
    with_password(client)

    late = code_of_the_app(secret, steps=-1)
    client.post("/accounts/2fa/authenticate/", {"code": late})

    assert client.get("/admin/").status_code == 200


def test_people_are_greeted_by_their_address(settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    client = Client()
    with_password(client)

    assert "rasa@example.org" in client.get("/admin/").text
