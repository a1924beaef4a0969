"""A form that waits for a second login lies sealed in the session, and not for long."""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config import suspended
from testimonies.models import CustodyEvent
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import PASSWORD, a_moderator
from tests.testimonies.review.test_seal import place

pytestmark = pytest.mark.django_db
WHY = {"reason": "Ona’s sister asks for her"}


def asked_again(desk: Client) -> tuple[str, str]:
    """Where the form goes, and where its sender is asked to log in once more."""
    door = place(a_submitted_testimony(), "vault/")
    desk.force_login(a_moderator())
    return door, desk.post(door, WHY)["Location"]


def test_neither_words_nor_a_key_lie_in_the_table_of_sessions() -> None:
    desk = Client()
    asked_again(desk)

    kept = [json.dumps(row.get_decoded(), ensure_ascii=False) for row in Session.objects.all()]

    assert any(suspended.SEALED in row for row in kept)
    assert not any("sister" in row or "HTTP_COOKIE" in row for row in kept)
    assert not any(desk.cookies["sessionid"].value in row for row in kept)


def test_it_goes_on_after_the_second_login() -> None:
    desk = Client()
    door, login = asked_again(desk)
    desk.get(login)

    back = desk.post(login, {"password": PASSWORD, "next": door})

    assert "ona@example.org" in back.text
    assert CustodyEvent.objects.get(event="case.vault_opened").detail == WHY
    assert suspended.SEALED not in desk.session


def test_what_was_sent_long_ago_is_not_done_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Client()
    door, login = asked_again(desk)
    monkeypatch.setattr(suspended, "SECONDS", 0)

    back = desk.post(login, {"password": PASSWORD, "next": door})

    assert back.headers["Location"] == door
    assert not CustodyEvent.objects.filter(event="case.vault_opened").exists()


def test_a_page_that_took_longer_brings_nothing_back_that_was_done_meanwhile() -> None:
    desk = Client()
    door, login = asked_again(desk)

    def slow(_request: HttpRequest) -> HttpResponse:
        desk.post(login, {"password": PASSWORD, "next": door})
        return HttpResponse()

    request = RequestFactory().get("/admin/")
    request.COOKIES["sessionid"] = desk.cookies["sessionid"].value
    SessionMiddleware(suspended.kept_sealed(slow))(request)

    assert CustodyEvent.objects.filter(event="case.vault_opened").count() == 1
    assert suspended.SEALED not in desk.session
    assert desk.post(door, WHY).status_code == 200  # nobody is asked once more
