"""Every address: who may open it, what its answer tells browsers, and which cookies it sets."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.roles import Role
from config import middleware
from tests.builders_review import PASSWORD, staff
from tests.house import asked
from tests.house.addresses import Address, all_addresses, all_names
from tests.house.who_may_open import (
    APP_LISTS,
    MAY_BE_FRAMED,
    MAY_BE_KEPT,
    MAY_SET_A_COOKIE,
    TABLE,
    Who,
    those_who_may,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("with_authority", "a_provider_that_is_away"),
]
ELSEWHERE = re.compile(r"^/(admin/login|accounts/login|accounts/reauthenticate|en/return)/")
#: `admin:app_list` has a table of its own; nameless addresses of the admin lead to named ones.
APART = {"admin:app_list"}


@pytest.fixture
def a_provider_that_is_away(settings: Settings) -> None:
    """Its addresses are there all the same, and say so."""
    provider = {
        "id": "tara",
        "name": "TARA",
        "server_url": "http://127.0.0.1:1",
        "client_id": "atmintis",
        "client_secret": "word",
    }
    settings.OIDC_PROVIDERS = json.dumps([provider])


def test_every_address_has_a_line_in_the_table() -> None:
    nameless = re.compile(r"<path:object_id>/$")

    unknown = {name for name in all_names() if those_who_may(name) is None} - APART

    assert {name for name in unknown if not nameless.search(name)} == set()


def test_the_table_names_only_addresses_that_exist() -> None:
    named = {name for _who, names in TABLE for name in names.split() if not name.endswith("…")}

    assert named - all_names() == set()


def test_everybody_opens_what_the_table_says_and_every_answer_is_careful() -> None:
    addresses = all_addresses()
    wrong: dict[object, object] = {}

    for who in (None, *Role):
        client = _client(who)
        for address in addresses:
            with asked.listening() as sentences:
                response = _ask(client, address)
            _tells_browsers_to_be_careful(address, response)
            _is_kept_by_those_who_may(address, response)
            if _is_open(response) != (who in (those_who_may(address.name) or ())):
                wrong[who, address.name] = response.status_code
            if left := asked.left_in_english(sentences, response):
                wrong[address.name] = left

    assert wrong == {}


def test_the_list_of_an_app_opens_for_whoever_has_a_desk_in_it() -> None:
    for who in (None, *Role):
        client = _client(who)
        for app, may in APP_LISTS.items():
            response = client.get(reverse("admin:app_list", args=[app]))
            assert _is_open(response) == (who in may), (who, app)


def test_reading_and_the_form_under_a_petition_need_no_cookie() -> None:
    addresses = all_addresses()

    setting = {address.name for address in addresses if _sets_a_cookie(address)}

    assert setting <= MAY_SET_A_COOKIE


def _sets_a_cookie(address: Address) -> bool:
    response = Client().get(address.url)
    b"".join(getattr(response, "streaming_content", ()))  # closes the file at its end
    return bool(response.cookies)


def _tells_browsers_to_be_careful(address: Address, response: HttpResponseBase) -> None:
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy, address
    is_framed = address.name in MAY_BE_FRAMED and response.status_code == HTTPStatus.OK
    assert ("frame-ancestors *" if is_framed else "frame-ancestors 'none'") in policy, address
    assert "unsafe" not in policy, address
    assert "microphone=()" in response["Permissions-Policy"], address
    assert response["X-Content-Type-Options"] == "nosniff", address
    assert response["Referrer-Policy"] == "same-origin", address
    assert response["Cross-Origin-Opener-Policy"] == "same-origin", address
    assert response.get("X-Frame-Options") == (None if is_framed else "DENY"), address


def _is_kept_by_those_who_may(address: Address, response: HttpResponseBase) -> None:
    keeping = response["Cache-Control"]
    if address.name in MAY_BE_KEPT:
        assert "public" in keeping, address
        assert not response.cookies, address
    else:
        assert "no-store" in keeping, f"{address}: {keeping}"


def _client(who: Who) -> Client:
    """Signed in as people sign in, so that a fresh login is fresh."""
    middleware.KEPT.clear()
    client = Client()
    if who is not None:
        user = staff(who, email=f"{who}@example.org")
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        assert "_auth_user_id" in client.session
    return client


def _ask(client: Client, address: Address) -> HttpResponseBase:
    """Opens a page, or presses a button; whatever it does is undone, and so is a sign-out."""
    kept = dict(client.cookies)
    with transaction.atomic():
        response = client.get(address.url)
        if response.status_code == 405:
            response = client.post(address.url)
        b"".join(getattr(response, "streaming_content", ()))  # closes the file at its end
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(kept)
    return response


def _is_open(response: HttpResponseBase) -> bool:
    if response.status_code in {302, 303}:
        return not ELSEWHERE.match(response["Location"])
    assert response.status_code < 500
    return response.status_code not in {403, 404}
