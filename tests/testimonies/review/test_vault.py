"""Who handed in, and how they are reached, is looked up with a reason and a fresh login."""

from __future__ import annotations

import pytest
from django.test import Client

from testimonies.models import CustodyEvent
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import PASSWORD, a_moderator, a_second_reader, signed_in
from tests.testimonies.review.test_seal import at_the_desk, place

pytestmark = pytest.mark.django_db
REACHED = ("ona@example.org", "+370 600 11222", "Ona Kazlauskienė")


def test_the_screen_says_that_there_is_a_way_and_not_which() -> None:
    submission = a_submitted_testimony()

    page = signed_in(a_moderator()).get(place(submission)).text

    assert "By e-mail" in page
    assert not any(secret in page for secret in REACHED)


def test_whoever_says_why_sees_it_once_and_is_recorded() -> None:
    submission, desk = a_submitted_testimony(), at_the_desk(a_moderator())
    asked = desk.post(place(submission, "vault/"), {"reason": ""})
    assert not any(secret in asked.text for secret in REACHED)
    assert not CustodyEvent.objects.filter(event="case.vault_opened").exists()

    shown = desk.post(place(submission, "vault/"), {"reason": "The line broke off"})

    assert all(secret in shown.text for secret in REACHED)
    assert "no-store" in shown["Cache-Control"]
    line = CustodyEvent.objects.get(event="case.vault_opened")
    assert (line.by, line.detail) == (a_moderator(), {"reason": "The line broke off"})
    assert "Somebody looked up how the submitter is reached." in desk.get(place(submission)).text


def test_a_login_of_long_ago_is_asked_for_again() -> None:
    submission, desk = a_submitted_testimony(), Client()
    desk.force_login(a_moderator())

    response = desk.get(place(submission, "vault/"))

    assert "reauthenticate" in response["Location"]


@pytest.mark.parametrize("part", ["vault/", "history/"])
def test_a_form_that_comes_back_after_a_second_login_goes_where_it_belongs(part: str) -> None:
    """Its page has the address of the login: without one of its own it would ask for it again."""
    door, desk = place(a_submitted_testimony(), part), Client()
    desk.force_login(a_moderator())
    asked = desk.post(door, {"reason": ""})["Location"]

    back = desk.post(asked, {"password": PASSWORD, "next": door})

    assert f'action="{door}"' in back.text


def test_others_have_no_way_to_it() -> None:
    submission, desk = a_submitted_testimony(), at_the_desk(a_second_reader())

    assert desk.post(place(submission, "vault/"), {"reason": "Curious"}).status_code == 403
    assert "vault/" not in desk.get(place(submission)).text
