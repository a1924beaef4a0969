"""Moderate: two people read, consent decides what becomes public, every step leaves a line."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.instance import Instance, eventually
from tests.journeys import cast, desk, public, telling
from tests.journeys.telling import Witness
from tests.visitor import Page, Visitor

STEPS = (
    "It was handed in.",
    "Somebody opened and read it.",
    "The first reader began to read.",
    "The first reader accepted it.",
    "The second reader accepted it.",
    "It was put into the public archive.",
)


@pytest.fixture(scope="module")
def told(instance: Instance) -> Witness:
    return telling.tell_everything(instance)


def test_two_people_accept_and_consent_decides_what_is_public(
    instance: Instance, told: Witness
) -> None:
    moderator = desk.sign_in(instance, "moderator")
    second = desk.sign_in(instance, "second")
    _queue_names_nobody(moderator, told)

    screen = desk.open_submission(moderator, told.reference)
    assert cast.STORY in _words(screen)
    accepted = screen.press("Take up").press("Accept")
    _may_not_be_both_readers(accepted, told)
    accepted = desk.open_submission(second, told.reference).press("Accept as second reader")
    assert "Accepted by two people" in _words(accepted)
    published = desk.open_submission(moderator, told.reference).press("Publish")

    shown = Visitor(instance.url).open(published.follow("look at the page").url)
    _shows_what_consent_allows(shown)
    _is_nowhere_in_public(instance, shown)
    assert instance.mail_to(told.email, containing="archive")
    _every_step_left_a_line(instance, moderator, told)


def test_what_nobody_may_see_is_not_there_for_strangers_either(
    instance: Instance, told: Witness
) -> None:
    address = f"/admin/testimonies/submission/{told.reference}/"

    stranger = Visitor(instance.url).open(address)
    release = desk.sign_in(instance, "release").open(address)

    assert "/accounts/login/" in stranger.url
    assert release.status in {403, 404}
    assert cast.SURNAME not in stranger.response.text + release.response.text


def test_a_wrong_password_says_nothing_about_the_account(instance: Instance) -> None:
    def refused(login: str) -> Page:
        page = Visitor(instance.url).open("/accounts/login/")
        return page.press("Sign in", login=login, password="not this one")

    known, unknown = refused("moderator@example.org"), refused("nobody@example.org")

    assert known.errors == unknown.errors != ""
    assert known.status == unknown.status


def test_what_is_taken_back_is_gone_at_once(instance: Instance) -> None:
    told = telling.tell_everything(instance)
    case = telling.come_back(Visitor(instance.url), told.code)

    taken_back = case.follow(told.reference).follow("Take back").press("Yes, take it back")

    assert f"{told.reference} has been taken back" in taken_back.response.text
    screen = desk.open_submission(desk.sign_in(instance, "moderator"), told.reference)
    assert "Take up" not in _words(screen)
    assert "The testimony was taken back." in _words(screen)


def _queue_names_nobody(moderator: Visitor, told: Witness) -> None:
    queue = moderator.open("/admin/testimonies/submission/")
    assert told.reference in queue.response.text
    for word in ("Eugenija", cast.SURNAME):
        assert word not in queue.response.text


def _may_not_be_both_readers(accepted: Page, told: Witness) -> None:
    """The button is not there, and who sends the form all the same is refused."""
    assert "Accept as second reader" not in _words(accepted)
    token = accepted.tree.xpath("//form//input[@name='csrfmiddlewaretoken']/@value")[0]
    forced = accepted.visitor.post(
        re.sub(r"/submission/.*", f"/submission/{told.reference}/second-accept/", accepted.url),
        [("csrfmiddlewaretoken", token)],
        referer=accepted.url,
    )
    assert forced.status == 403
    assert "Accepted by two people" not in _words(accepted.visitor.open(accepted.url))


def _shows_what_consent_allows(shown: Page) -> None:
    assert cast.SHOWN_NAME in shown.text
    assert cast.STORY in shown.text
    assert cast.AFTER in shown.text
    assert "[…]" in shown.text
    assert "1948" in shown.text
    assert "public" in shown.response.headers["Cache-Control"]


def _is_nowhere_in_public(instance: Instance, shown: Page) -> None:
    start = tuple(shown.url.replace("/en/", f"/{language}/") for language in public.LANGUAGES)
    pages = public.everything(instance, starting_at=("/en/", *start))

    broken = [address for address, page in pages.items() if page.status != 200]
    telling_too_much = [
        (address, word)
        for address, page in pages.items()
        for word in (*cast.IN_CONFIDENCE, *instance.confided)
        if word in page.response.text
    ]
    assert len(pages) > 40
    assert broken == []
    assert telling_too_much == []


def _every_step_left_a_line(instance: Instance, moderator: Visitor, told: Witness) -> None:
    screen = desk.open_submission(moderator, told.reference)
    lines = [_words_in(line) for line in screen.tree.xpath("//ol[@class='desk-lines']/li")]
    for step in STEPS:
        assert any(step in line for line in lines), step
    looks = [line for line in lines if "Somebody opened and read it." in line]
    assert {who for line in looks for who in ("moderator@", "second@") if who in line} == {
        "moderator@",
        "second@",
    }

    def is_whole() -> bool:
        checked = instance.manage("verify_custody")
        assert checked.returncode == 0, checked.stdout + checked.stderr
        return "Not chained yet" not in checked.stdout

    eventually(is_whole)


def _words(page: Page) -> str:
    return _words_in(page.tree)


def _words_in(element: Any) -> str:
    return " ".join(element.text_content().split())
