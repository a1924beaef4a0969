"""Whoever chooses a new password reads our words, and not those of a library."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account import app_settings
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from lxml import html

from accounts import password_link
from accounts.models import User
from testimonies.models import Letter
from tests.builders_review import PASSWORD, a_moderator, signed_in

pytestmark = pytest.mark.django_db
DOOR, CHANGE, SET, FORGOTTEN = (
    f"/accounts/{each}/" for each in ("login", "password/change", "password/set", "password/reset")
)
DONE, SPENT = f"{FORGOTTEN}key/done/", f"{FORGOTTEN}key/1-spent/"
NEW = "tuulekell-ja-saunaviht"
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]


def main_of(answer: Any) -> Any:
    tree: Any = html.fromstring(answer.content.decode())
    return tree.xpath("//main")[0]


def words_of(answer: Any) -> str:
    return " ".join(main_of(answer).text_content().split())


def labels(answer: Any) -> list[str]:
    return [" ".join(each.text_content().split()) for each in main_of(answer).xpath(".//label")]


def from_a_letter(user: User) -> tuple[Client, str]:
    """Somebody who has opened the link, and where the form is."""
    client = Client()
    return client, client.get(password_link.path_for(user)).headers["Location"]


def test_a_changed_password_leads_to_the_desk_and_ends_other_sessions() -> None:
    user = a_moderator()
    here, elsewhere = signed_in(user), signed_in(user)
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}

    answer = here.post(CHANGE, typed, follow=True)

    said = "Your new password is set. On other computers you are signed out."
    assert answer.redirect_chain == [("/admin/", 302)]
    assert said in answer.content.decode()
    assert elsewhere.get(CHANGE).status_code == 302


def test_a_password_is_asked_for_in_plain_words() -> None:
    user = a_moderator()
    client, form = from_a_letter(user)
    twice = ["New password", "The new password once more"]

    assert labels(client.get(form)) == twice
    assert "At least eight characters." in words_of(client.get(form))
    assert labels(signed_in(user).get(CHANGE)) == ["The password until now", *twice]
    user.set_unusable_password()
    user.save()
    assert labels(signed_in(user).get(SET)) == twice


def test_no_link_and_no_hint_stands_between_the_fields() -> None:
    page = main_of(signed_in(a_moderator()).get(CHANGE))

    (form,) = page.xpath(".//form")

    reached = form.xpath(".//a | .//input[not(@type='hidden')] | .//button")
    assert [each.get("name") or each.tag for each in reached] == [
        "oldpassword", "password1", "password2", "button", "a",
    ]  # fmt: skip
    assert not form.xpath(".//@placeholder")
    assert form.xpath(".//@autocomplete") == ["current-password", "new-password", "new-password"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["", ""], ["Please choose a new password.", "Please type the new password once more."]),
        ([NEW, NEW.upper()], ["The two are not the same. Please type it again."]),
        (["lyg7x", "lyg7x"], ["Please take at least eight characters."]),
        (["rasa@example", "rasa@example"], ["This is too much like your address."]),
        (["password1", "password1"], ["Many people use this one, so it is guessed first."]),
        (["73920184651", "73920184651"], ["Please take letters, too, and not digits alone."]),
    ],
)
def test_what_is_wrong_with_a_password_is_said_in_plain_words(
    typed: list[str], said: list[str]
) -> None:
    inside = signed_in(a_moderator())
    client, form = from_a_letter(a_moderator())
    answers = dict(zip(["password1", "password2"], typed, strict=True))

    by_letter = main_of(client.post(form, answers))
    changing = main_of(inside.post(CHANGE, answers | {"oldpassword": "x"}))

    for page in by_letter, changing:
        (summary,) = page.xpath(".//*[@data-error-summary]")
        assert all(each in summary.text_content() for each in said)
        assert "This password" not in summary.text_content()
    assert "This is not your password." in changing.text_content()


def test_a_link_that_is_spent_says_what_to_do() -> None:
    page = Client().get(SPENT)

    assert "This link does not open any more" in words_of(page)
    assert main_of(page).xpath(f".//a[@href='{FORGOTTEN}']")


def test_a_new_password_by_letter_leads_back_to_the_door() -> None:
    client, form = from_a_letter(a_moderator())

    page = client.post(form, {"password1": NEW, "password2": NEW}, follow=True)

    assert page.redirect_chain[-1] == (DONE, 302)
    assert "Your new password is set." in words_of(page)
    assert main_of(page).xpath(f".//a[@href='{DOOR}']")


def test_the_letter_is_ours() -> None:
    Client().post(FORGOTTEN, {"email": a_moderator().email})

    contents = Letter.objects.get().contents

    assert contents["subject"] == "Your password for the Atmintis desk"
    assert contents["text"].startswith("Good day,\n\nsomebody, probably you, has asked")
    assert re.search(r"three days:\nhttp\S+/password/reset/key/\S+\n\nIf it was", contents["text"])
    assert "With respect,\nAtmintis" in contents["text"]


def test_the_link_is_good_for_as_long_as_we_say() -> None:
    assert settings.PASSWORD_RESET_TIMEOUT == 3 * 24 * 3600
    assert issubclass(app_settings.PASSWORD_RESET_TOKEN_GENERATOR, type(default_token_generator))


def test_whoever_tries_too_often_is_asked_to_wait() -> None:
    client = Client()

    answers = [client.post(FORGOTTEN, {"email": "ona@example.org"}) for _time in range(6)]

    assert answers[-1].status_code == 429
    assert "Please wait a little" in words_of(answers[-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_the_language_of_whoever_comes(language: str) -> None:
    inside = signed_in(a_moderator())  # first: signing in ends what a letter opens
    client, form = from_a_letter(a_moderator())
    places = [(client, each) for each in (form, DONE, SPENT, FORGOTTEN, f"{FORGOTTEN}done/")]
    places += [(client, f"/accounts/{each}/") for each in ("inactive", "signup")]

    for visitor, place in [*places, (inside, CHANGE)]:
        visitor.cookies.pop("django_language", None)
        english = main_of(visitor.get(place)).xpath(".//h1 | .//p | .//label | .//button")
        visitor.cookies["django_language"] = language
        theirs = words_of(visitor.get(place))
        said = {" ".join(each.text_content().split()) for each in english}
        assert [each for each in said if each in theirs] == [], place


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_speaks_the_language_of_whoever_asks(language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language

    client.post(FORGOTTEN, {"email": a_moderator().email})

    contents = Letter.objects.get().contents
    assert "Your password" not in contents["subject"]
    assert not re.search(r"somebody|If it was|respect", contents["text"])
