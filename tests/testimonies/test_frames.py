"""A page that is made once for everybody is the page as it would be made for one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe
from pytest_django import Settings

from testimonies import frames
from testimonies.intake.instead import Instead
from testimonies.intake.showing import PAGE, PUT
from tests.testimonies.intake.walking import Walker, hidden, typing

TOKEN = re.compile(r'(csrfmiddlewaretoken" value=)"\w+"')
WORDS: dict[str, Any] = {
    "title": "7 What is “yours” & <theirs>",
    "asked": mark_safe("<p>Here stands what is asked.</p>"),
    "why": "Because we'd like to know.",
    "step": 4,
    "steps": 23,
    "window": "0123abcd",
    "seen": "f" * 32,
    "said_instead": "I do not know",
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
@pytest.mark.parametrize("left_out", [(), ("why", "said_instead", "seen"), ("steps",)])
def test_it_is_the_page_as_it_would_be_made_for_one(
    language: str, left_out: tuple[str, ...]
) -> None:
    words: dict[str, Any] = {name: "" if name in left_out else WORDS[name] for name in PUT}
    fixed = {"instead": tuple(Instead)}
    address = f"/{language}/testimonies/new/c-0000/story/?change=1&x=%3Cb%3E"

    with translation.override(language):
        for _first_and_second in range(2):
            put = frames.filled(PAGE, _asking(address), words, fixed)
            made = render_to_string(PAGE, words | fixed, _asking(address))

            assert TOKEN.sub(r"\1", put) == TOKEN.sub(r"\1", made)
            assert "\ue000" not in put


@pytest.mark.django_db
def test_nothing_of_one_person_is_on_the_page_of_another() -> None:
    first, second = Walker(), Walker()
    for walker, words in ((first, "Words of the first"), (second, "Words of the second")):
        walker.begin()
        walker.open(walker.step("story"))
        typing(walker, walker.here, hidden(walker.page), story=words)

    first.open(first.step("story"))
    second.open(second.step("story"))

    assert "Words of the first</textarea>" in first.page
    assert "Words of the second</textarea>" in second.page
    assert _own(first).isdisjoint(_own(second))


@pytest.mark.django_db
def test_words_that_look_like_a_slot_are_words() -> None:
    walker = Walker()
    walker.begin()
    walker.open(walker.step("story"))
    odd = frames.SLOT.format("csrf_token") + " <b>"

    typing(walker, walker.here, hidden(walker.page), story=odd)

    walker.open(walker.here)
    assert frames.SLOT.format("csrf_token") + " &lt;b&gt;</textarea>" in walker.page


@pytest.mark.django_db
def test_what_is_set_anew_stands_on_the_page(settings: Settings) -> None:
    walker = Walker()
    walker.begin()
    walker.open(walker.step("story"))

    settings.HELP_PHONE = "+372 700 1234"

    assert walker.open(walker.here).sees("+372 700 1234")


def _asking(address: str) -> HttpRequest:
    request = RequestFactory().get(address)
    request.session = SessionStore()
    request.session["_csrftoken"] = "a" * 32
    request.META["CSRF_COOKIE"] = "a" * 32
    return request


def _own(walker: Walker) -> set[str]:
    """What is this person's alone: the handle, the token, the window, the digest."""
    handle = re.findall(r"c-\w{16}", walker.page)
    token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', walker.page)
    window = hidden(walker.page)
    own = {*handle, *token, window["window"], window["seen"]}
    assert len(own) == 4
    return own
