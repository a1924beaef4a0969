"""The link in a letter: it opens a draft until another one takes its place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils.timezone import now

from testimonies import limits
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.expiry import actions as expiry
from testimonies.intake.pausing import actions as pausing
from testimonies.intake.pausing import links
from testimonies.models import CustodyEvent, Draft, Letter
from tests.builders_intake import a_filled_draft, a_way_back
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db
ANOTHER = timedelta(minutes=2)


def test_the_link_opens_a_page_and_its_button_the_draft_on_any_device() -> None:
    draft = a_filled_draft().draft
    walker = Walker().open(_address(a_way_back(draft.pk)))
    assert walker.sees("Open my answers")
    assert "Žemait" not in walker.page
    assert not CustodyEvent.objects.filter(event="case.opened").exists()

    walker.press()

    assert walker.here.endswith("/check/")
    assert CustodyEvent.objects.get(event="case.opened").detail == {"way": "letter"}
    assert walker.open(walker.step("name")).sees("What is your name?")
    assert "Žemait" in walker.page


def test_the_letter_asked_for_on_the_page_of_a_pause_holds_the_link_and_no_code() -> None:
    walker = Walker()
    code = walker.begin()
    walker.press(walker.step("story"), story="Half of it", pause="1")

    walker.press(email="ona@example.org")

    assert walker.sees("The letter is on its way")
    letter = Letter.objects.get()
    assert code not in str(letter.contents)
    assert Walker().open(_address(letter.contents["token"])).press().here.endswith("/story/")


def test_another_letter_ends_the_link_of_the_first_also_to_another_address() -> None:
    draft = a_filled_draft().draft
    first = a_way_back(draft.pk)
    _let_pass(ANOTHER)
    second = a_way_back(draft.pk)
    third = a_way_back(draft.pk, to="liepa@example.org")

    pages = [Walker().open(_address(token)) for token in (first, second, third)]

    assert [page.status for page in pages] == [404, 404, 200]
    assert pages[0].sees("opens nothing any more")
    assert pages[0].press(_address(first)).status == 404


def test_a_button_that_is_pressed_twice_sends_one_letter() -> None:
    draft = a_filled_draft().draft

    tokens = {a_way_back(draft.pk) for _press in range(2)}

    assert len(tokens) == Letter.objects.count() == 1
    assert CustodyEvent.objects.filter(event="draft.link_sent").count() == 1


@pytest.mark.parametrize("end", ["handed in", "sealed", "erased", "ended by hand"])
def test_with_the_draft_its_link_ends(end: str) -> None:
    begun = a_filled_draft()
    token = a_way_back(begun.draft.pk)
    walker = Walker().open("/en/return/").press(code=begun.code)

    match end:
        case "handed in":
            walker.press(walker.step("declaration"), true="on")
        case "sealed":
            Draft.objects.update(expires_at=now())
            expiry.sweep()
        case "erased":
            Draft.objects.update(sealed_at=now() - timedelta(days=91))
            expiry.sweep()
        case _:
            walker.press(walker.step("paused"), end="1")

    assert Walker().open(_address(token)).status == 404
    assert not Draft.objects.exclude(email=None).exists() or end == "sealed"


def test_no_time_ends_the_link_while_somebody_comes_back() -> None:
    draft = a_filled_draft().draft
    token = a_way_back(draft.pk)

    for _visit in range(4):
        _let_pass(timedelta(days=170))
        expiry.sweep()
        assert Walker().open(_address(token)).press().here.endswith("/check/")

    assert Draft.objects.get().expires_at > now() + timedelta(days=179)


def test_the_reminder_leads_back_by_the_same_link() -> None:
    draft = a_filled_draft().draft
    token = a_way_back(draft.pk)
    _let_pass(timedelta(days=160))

    expiry.sweep()

    reminder = Letter.objects.get(kind="draft_expires")
    assert reminder.contents["token"] == token
    assert Walker().open(_address(token)).status == 200


@pytest.mark.parametrize("token", ["x", "a" * 43, "-" * 43, "%2e%2e"])
def test_what_is_no_link_gets_the_page_of_one_that_has_ended(token: str) -> None:
    assert Walker().open(_address(token)).sees("opens nothing any more")


def test_a_stolen_database_opens_nothing() -> None:
    """What it keeps of a link is no link."""
    draft = a_filled_draft().draft
    token = a_way_back(draft.pk)
    kept = Draft.objects.values("link", "link_made_at", "uuid").get()

    assert token not in str(kept)
    assert links.draft_of(str(kept["link"])) is None
    assert Walker().open(_address(str(kept["link"]))).status == 404


def test_no_mailbox_is_buried_in_letters_and_nobody_asks_for_many() -> None:
    walker = Walker()
    walker.begin()
    paused = walker.step("paused")

    for _letter in range(limits.WAY_BACK_LETTER.times + 2):
        Draft.objects.update(link_made_at=now() - ANOTHER)
        walker.press(paused, email="Ona@Example.org")

    assert Letter.objects.count() == limits.WAY_BACK_LETTER.times
    assert walker.sees("Too many letters")


def test_after_sixty_days_another_device_goes_on_by_code_and_by_letter() -> None:
    first = Walker()
    code = first.begin()
    story = first.step("story")
    first.press(story, story="Half of it", pause="1")
    first.press(email="ona@example.org")
    token = Letter.objects.get().contents["token"]

    _let_pass(timedelta(days=60))
    expiry.sweep()

    assert first.open(story).here.endswith("/return/")
    for address, said in (("/en/return/", {"code": code}), (_address(token), {})):
        other = Walker().open(address).press(**said)
        assert other.here.endswith("/story/")
        assert "Half of it" in other.page
    assert Draft.objects.get().expires_at > now() + timedelta(days=179)


def test_somebody_without_an_address_is_sealed_and_erased_all_the_same() -> None:
    walker = Walker()
    code = walker.begin()
    walker.press(walker.step("story"), story="Half of it", pause="1")

    _let_pass(timedelta(days=181))
    expiry.sweep()
    assert Walker().open("/en/return/").press(code=code).sees("We know no case with this code.")
    _let_pass(timedelta(days=91))
    expiry.sweep()

    assert not Draft.objects.exists()
    assert not Letter.objects.exists()


def test_nothing_more_is_written_after_a_draft_was_handed_in() -> None:
    begun = a_filled_draft()
    walker = Walker().open("/en/return/").press(code=begun.code)
    walker.press(walker.step("declaration"), true="on")

    with pytest.raises(drafts.AlreadyHandedIn):
        pausing.send_way_back(begun.draft.pk, to="ona@example.org", language="en")

    assert not Letter.objects.filter(kind="way_back").exists()


def _address(token: str) -> str:
    return f"/en/return/letter/{token}/"


def _let_pass(time: timedelta) -> None:
    """As if everything had happened so much earlier."""
    moments = ("visited_at", "expires_at", "link_made_at", "sealed_at", "created_at")
    for draft in Draft.objects.all():
        earlier: dict[str, Any] = {
            name: moment - time for name in moments if (moment := getattr(draft, name))
        }
        Draft.objects.filter(pk=draft.pk).update(**earlier)
    for session in Session.objects.all():
        session.expire_date -= time
        session.save()
