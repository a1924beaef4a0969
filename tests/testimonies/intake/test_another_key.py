"""Whoever begins or comes back gets another key of the session, and loses nothing on the way."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.timezone import now

from accounts.sessions import SessionStore
from tests.builders_review import a_moderator
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def test_whoever_planted_a_session_does_not_read_along_what_is_opened_in_it() -> None:
    writer, planted = Walker(), Walker()
    code = writer.begin()
    planted.open("/en/testimonies/new/")

    for opening in ("begin", "begin another", "save a page with the code"):
        thief = Client()
        thief.cookies["sessionid"] = planted.client.cookies["sessionid"].value
        if opening.startswith("begin"):
            planted.press("/en/testimonies/new/")
        else:
            planted.press(writer.step("story"), story="Half of it", return_code=code)
        assert planted.client.get(planted.here).status_code == 200
        assert thief.get(planted.here).status_code == 302

    assert Session.objects.filter(expire_date__gt=now() + timedelta(minutes=2)).count() == 2


def test_whoever_has_signed_in_is_left_behind_no_old_key() -> None:
    planted = Walker()
    planted.client.force_login(a_moderator())
    planted.open("/en/testimonies/new/")
    before = planted.client.cookies["sessionid"].value

    planted.press()

    assert not SessionStore().exists(before)


@pytest.mark.parametrize("page", ["/en/testimonies/new/", "/en/return/"])
def test_whoever_presses_twice_gets_in_all_the_same(page: str) -> None:
    known = Walker()
    code = known.begin()
    browser = Client(enforce_csrf_checks=True)
    found = TOKEN.search(browser.get(page).text)
    assert found
    form = {"csrfmiddlewaretoken": found[1], "code": code}
    before = browser.cookies["sessionid"].value
    browser.post(page, form)

    browser.cookies["sessionid"] = before  # sent before the first answer was there
    again = browser.post(page, form)

    assert again.status_code == 302
    assert browser.get(again["Location"]).status_code == 200
