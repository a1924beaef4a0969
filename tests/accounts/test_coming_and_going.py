"""Who signs in is told nothing, and who signs out that the desk is closed, in our words."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from tests.accounts.test_door import DOOR, words_of
from tests.builders_review import PASSWORD, a_moderator, signed_in

pytestmark = pytest.mark.django_db
OUT = "/accounts/logout/"
SAID = "You are signed out. From here nobody opens the desk in your name."


def test_nobody_is_told_that_they_have_come_in() -> None:
    client, user = Client(), a_moderator()

    client.post(DOOR, {"login": user.email, "password": PASSWORD})
    page: Any = html.fromstring(client.get(OUT).content.decode())

    assert page.xpath("//main//button")
    assert not page.xpath("//main//*[@role='status']")


def test_whoever_signs_out_stands_at_the_door_and_is_told_so() -> None:
    client = signed_in(a_moderator())
    asked = words_of(client.get(OUT).content)

    answer = client.post(OUT, follow=True)

    assert "Whoever sits down at this computer after you" in asked
    assert answer.redirect_chain == [(DOOR, 302)]
    assert SAID in words_of(answer.content)


def test_the_desk_signs_out_by_the_same_door() -> None:
    desk: Any = html.fromstring(signed_in(a_moderator()).get("/admin/").content.decode())

    assert desk.xpath("//form[@id='logout-form']/@action") == [OUT]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_it_is_said_in_every_language(language: str) -> None:
    client = signed_in(a_moderator())
    client.cookies["django_language"] = language

    asked, answered = client.get(OUT), client.post(OUT, follow=True)

    assert "Whoever" not in words_of(asked.content)
    assert "You are signed out" not in words_of(answered.content)
    assert b'class="notices"' in answered.content
