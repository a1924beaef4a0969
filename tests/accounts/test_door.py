"""The door of the desk asks in our own words, in the language of whoever comes."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account import app_settings
from django.test import Client
from django.utils import translation
from lxml import html

from tests.builders_review import PASSWORD, a_moderator

pytestmark = pytest.mark.django_db
DOOR, AGAIN, FORGOTTEN = (
    f"/accounts/{each}/" for each in ("login", "reauthenticate", "password/reset")
)


def words_of(content: bytes) -> str:
    tree: Any = html.fromstring(content.decode())
    return " ".join(tree.text_content().split())


def labels(content: bytes) -> list[str]:
    tree: Any = html.fromstring(content.decode())
    return [" ".join(each.text_content().split()) for each in tree.xpath("//main//label")]


def test_it_asks_in_plain_words() -> None:
    client = Client()

    assert labels(client.get(DOOR).content) == [
        "Your e-mail address",
        "Password",
        "Stay signed in on this computer for two weeks",
    ]
    assert labels(client.get(FORGOTTEN).content) == ["Your e-mail address"]
    with translation.override("lt"):
        client.cookies["django_language"] = "lt"
        assert "Email" not in words_of(client.get(DOOR).content)


def test_nothing_stands_between_the_address_and_the_password() -> None:
    tree: Any = html.fromstring(Client().get(DOOR).content.decode())

    (form,) = tree.xpath("//main//form[.//input[@name='login']]")

    reached = form.xpath(".//a | .//input[not(@type='hidden')] | .//button")
    assert [each.get("name") or each.tag for each in reached] == [
        "login",
        "password",
        "remember",
        "button",
    ]
    assert not form.xpath(".//@placeholder")
    assert tree.xpath("//main//a[contains(@href, '/password/reset/')]")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, ["Please write your e-mail address.", "Please type your password."]),
        (
            {"login": "nobody", "password": "x"},
            ["Please check the e-mail address: it should look like ona@example.org."],
        ),
        (
            {"login": "nobody@example.org", "password": "x"},
            ["This address and this password do not go together."],
        ),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(typed: dict[str, str], said: list[str]) -> None:
    words = words_of(Client().post(DOOR, typed).content)

    assert all(each in words for each in said)
    assert "specified" not in words


def test_whoever_shows_again_that_it_is_them_is_asked_the_same_way() -> None:
    client, user = Client(), a_moderator()
    client.post(DOOR, {"login": user.email, "password": PASSWORD})

    empty, wrong = (
        words_of(client.post(AGAIN, typed).content) for typed in ({}, {"password": "x"})
    )

    assert "Please type your password." in empty
    assert "This is not your password." in wrong
    assert client.post(AGAIN, {"password": PASSWORD}).status_code == 302


def test_the_wait_is_as_long_as_we_say() -> None:
    assert app_settings.RATE_LIMITS["login_failed"].endswith("5/300s/key")
